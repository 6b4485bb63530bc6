namespace ActorChat.SocketIO;

/// <summary>Receives all events of one socket, in order, at the lowest cost.</summary>
public interface ISocketHandler
{
    /// <summary>
    /// Called for each event, one at a time. The next packet of the connection is read only once the returned task has
    /// completed: that is the back-pressure. The memory of <paramref name="received"/> is valid until then; copy what
    /// is kept longer. An exception closes the connection.
    /// </summary>
    ValueTask OnEventAsync(in SocketEvent received);

    /// <summary>Called once, when the socket has left its namespace or its connection has ended.</summary>
    /// <param name="reason">One of <see cref="DisconnectReasons"/>, or the text given to <see cref="Socket.Close"/>.</param>
    void OnDisconnected(string reason);
}
