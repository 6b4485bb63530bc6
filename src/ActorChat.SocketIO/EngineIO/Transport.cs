namespace ActorChat.SocketIO;

/// <summary>What became of frames given to a transport.</summary>
internal enum SendResult
{
    /// <summary>They are queued or on their way.</summary>
    Sent,

    /// <summary>They were volatile and the transport was not ready.</summary>
    Dropped,

    /// <summary>The transport has ended.</summary>
    Closed,

    /// <summary>They do not fit the bound: the client is too slow.</summary>
    Full,

    /// <summary>The connection has moved to another transport: ask again.</summary>
    Moved,
}

/// <summary>One of the two ways to the client. Thread-safe.</summary>
internal abstract class Transport(int maxUnsentBytes)
{
    private Action? _whenSent;

    /// <summary>Bytes that may wait for the client.</summary>
    public int MaxUnsentBytes { get; set; } = maxUnsentBytes;

    public abstract string Name { get; }

    public abstract EngineTransports Kind { get; }

    /// <summary>Bytes that wait for the client; read without a lock, for metrics.</summary>
    public abstract int UnsentBytes { get; }

    /// <summary>Whether the server itself holds back reading now, so that a missing pong is not the client's fault.</summary>
    public abstract bool IsHandling { get; }

    /// <summary>Queues finished frames as one unit.</summary>
    public abstract SendResult TrySend(ReadOnlySpan<byte> frames, bool isVolatile, bool compress);

    /// <summary>Calls back once when some of what waits for the client has gone; at once where nothing waits, as on a transport that was left.</summary>
    public void CallWhenSent(Action callback)
    {
        Interlocked.Exchange(ref _whenSent, callback);

        // It may have gone before that could be seen.
        if (UnsentBytes == 0)
        {
            OnSent();
        }
    }

    /// <summary>Ends the transport; what is queued is delivered first if <paramref name="graceful"/>.</summary>
    public abstract void Close(bool graceful);

    /// <summary>Ends a polling transport after the client's own close packet: a pending poll gets a noop.</summary>
    public virtual void CloseByClient() => Close(graceful: false);

    /// <summary>Cuts what is left of the transport; called when its closing took too long.</summary>
    public abstract void Abort();

    /// <summary>Some of what waited has gone; called outside of any lock.</summary>
    protected void OnSent()
    {
        if (_whenSent is not null)
        {
            Interlocked.Exchange(ref _whenSent, null)?.Invoke();
        }
    }
}
