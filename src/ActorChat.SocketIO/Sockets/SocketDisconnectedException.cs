namespace ActorChat.SocketIO;

/// <summary>An acknowledgement can no longer come: the socket has ended.</summary>
public sealed class SocketDisconnectedException : Exception
{
    /// <summary>Creates the exception without a reason.</summary>
    public SocketDisconnectedException()
        : this("unknown")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Why the socket ended.</param>
    public SocketDisconnectedException(string reason)
        : base($"The socket has been disconnected: {reason}.") => Reason = reason;

    /// <summary>Creates the exception with a cause.</summary>
    public SocketDisconnectedException(string reason, Exception? innerException)
        : base($"The socket has been disconnected: {reason}.", innerException) => Reason = reason;

    /// <summary>Why the socket ended.</summary>
    public string Reason { get; }
}
