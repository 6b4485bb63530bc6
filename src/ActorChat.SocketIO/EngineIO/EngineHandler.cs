namespace ActorChat.SocketIO;

/// <summary>Receives the messages of one Engine.IO connection.</summary>
public interface IEngineHandler
{
    /// <summary>
    /// Called for each text message, one message at a time; the next packet is read once the returned task has completed,
    /// and the memory is valid until then.
    /// </summary>
    ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8);

    /// <summary>Called for each binary message; as for <see cref="OnTextAsync"/>.</summary>
    ValueTask OnBinaryAsync(ReadOnlyMemory<byte> data);

    /// <summary>Called once, when the connection has ended.</summary>
    /// <param name="reason">One of <see cref="DisconnectReasons"/>.</param>
    void OnClosed(string reason);
}

/// <summary>A handler with its own deadline on the connection's timer.</summary>
internal interface IEngineDeadline
{
    void OnDeadline();
}

/// <summary>A handler that wants to know when the handshake packet has been queued.</summary>
internal interface IEngineOpened
{
    void OnOpened();
}
