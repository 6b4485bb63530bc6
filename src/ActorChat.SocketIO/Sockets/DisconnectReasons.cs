namespace ActorChat.SocketIO;

/// <summary>The reasons for a socket's end, with the names of the Node server, and two more.</summary>
public static class DisconnectReasons
{
    /// <summary>The client closed the transport.</summary>
    public const string TransportClose = "transport close";

    /// <summary>The transport broke, or was misused (two polls at a time).</summary>
    public const string TransportError = "transport error";

    /// <summary>The client did not answer a ping in time.</summary>
    public const string PingTimeout = "ping timeout";

    /// <summary>The client sent something that is not a packet.</summary>
    public const string ParseError = "parse error";

    /// <summary>The server closed the Engine.IO connection.</summary>
    public const string ForcedClose = "forced close";

    /// <summary>The server closed the Socket.IO connection.</summary>
    public const string ForcedServerClose = "forced server close";

    /// <summary>The server is shutting down.</summary>
    public const string ServerShuttingDown = "server shutting down";

    /// <summary>The client left the namespace.</summary>
    public const string ClientNamespaceDisconnect = "client namespace disconnect";

    /// <summary>The server disconnected the socket.</summary>
    public const string ServerNamespaceDisconnect = "server namespace disconnect";

    /// <summary>More than <see cref="SocketIOOptions.MaxUnsentBytes"/> waited for the client.</summary>
    public const string SlowConsumer = "slow consumer";

    /// <summary>The connection was closed because too many of the client's CONNECTs were refused: <see cref="SocketIOOptions.MaxRefusedConnects"/>.</summary>
    public const string RefusedTooOften = "refused too often";

    internal static readonly string[] All =
    [
        TransportClose, TransportError, PingTimeout, ParseError, ForcedClose, ForcedServerClose, ServerShuttingDown, ClientNamespaceDisconnect, ServerNamespaceDisconnect,
        SlowConsumer, RefusedTooOften,
    ];
}
