namespace ActorChat.SocketIO;

/// <summary>The result of giving frames to a transport.</summary>
internal enum SendResult
{
    /// <summary>The frames are queued or being sent.</summary>
    Sent,

    /// <summary>The frames were volatile, and the transport was not ready.</summary>
    Dropped,

    /// <summary>The transport has ended.</summary>
    Closed,

    /// <summary>The frames exceed the bound: the client is too slow.</summary>
    Full,

    /// <summary>The connection has moved to another transport: ask again.</summary>
    Moved,
}

/// <summary>One of the two transports to the client. Thread-safe.</summary>
internal abstract class Transport(int maxUnsentBytes)
{
    private Action? _whenSent;

    /// <summary>Bytes that may wait for the client.</summary>
    public int MaxUnsentBytes { get; set; } = maxUnsentBytes;

    public abstract string Name { get; }

    public abstract EngineTransports Kind { get; }

    /// <summary>Bytes that wait for the client; read without a lock, for metrics.</summary>
    public abstract int UnsentBytes { get; }

    /// <summary>Whether the server itself does not read at the moment, so that a missing pong is not the client's fault.</summary>
    public abstract bool IsHandling { get; }

    /// <summary>Queues finished frames as one unit.</summary>
    public abstract SendResult TrySend(ReadOnlySpan<byte> frames, bool isVolatile, bool compress);

    /// <summary>
    /// Calls back once when some of the waiting bytes have been sent. If nothing waits, as on an old transport after an upgrade, it calls back at once.
    /// </summary>
    public void CallWhenSent(Action callback)
    {
        Interlocked.Exchange(ref _whenSent, callback);

        // The bytes may have been sent before this could be seen.
        if (UnsentBytes == 0)
        {
            OnSent();
        }
    }

    /// <summary>Ends the transport; if <paramref name="graceful"/>, queued packets are sent first.</summary>
    public abstract void Close(bool graceful);

    /// <summary>Ends a polling transport after the client's own close packet: a pending poll gets a noop.</summary>
    public virtual void CloseByClient() => Close(graceful: false);

    /// <summary>Cuts off what is left of the transport, when closing took too long.</summary>
    public abstract void Abort();

    /// <summary>Some of the waiting bytes were sent; called outside of any lock.</summary>
    protected void OnSent()
    {
        if (_whenSent is not null)
        {
            Interlocked.Exchange(ref _whenSent, null)?.Invoke();
        }
    }
}
