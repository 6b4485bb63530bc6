namespace ActorChat.Faults.Clients;

/// <summary>Carries the Engine.IO packets of one connection. One reader at a time; anybody may send.</summary>
internal interface IWireTransport : IDisposable
{
    /// <summary>Opens the connection.</summary>
    Task ConnectAsync(CancellationToken stop);

    /// <summary>The next packet, in memory that is valid until the next call.</summary>
    /// <exception cref="WireException">The connection has ended.</exception>
    Task<ReadOnlyMemory<byte>> ReceiveAsync();

    Task SendAsync(ReadOnlyMemory<byte> packet);

    /// <summary>Told once the first packet, with the session's number, has arrived.</summary>
    void Opened(string sid);

    /// <summary>Says that nothing more is sent.</summary>
    Task CloseAsync(CancellationToken stop);

    /// <summary>Ends the connection without a word.</summary>
    void Abort();
}

/// <summary>How a client connects.</summary>
public enum Transport
{
    /// <summary>By WebSocket from the start.</summary>
    WebSocket,

    /// <summary>By polling to the end.</summary>
    Polling,

    /// <summary>By polling, then upgraded to WebSocket, as most clients do.</summary>
    Upgraded,
}
