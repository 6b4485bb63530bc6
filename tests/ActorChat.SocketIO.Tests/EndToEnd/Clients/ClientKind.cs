namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>The clients, all written by others.</summary>
public enum ClientKind
{
    /// <summary>npm socket.io-client 4.8.</summary>
    Npm4,

    /// <summary>npm socket.io-client 3.1.</summary>
    Npm3,

    /// <summary>npm socket.io-client 2.5, which speaks revision 3 of Engine.IO.</summary>
    Npm2,

    /// <summary>NuGet SocketIOClient.</summary>
    DotNet,

    /// <summary>Debian's python3-socketio.</summary>
    Python,
}

/// <summary>The transports that a client may use.</summary>
public enum ClientTransport
{
    /// <summary>Long-polling only.</summary>
    Polling,

    /// <summary>WebSocket only.</summary>
    WebSocket,

    /// <summary>Polling first, then the upgrade.</summary>
    Upgrade,
}
