namespace ActorChat.SocketIO;

/// <summary>The pending acknowledgements of one socket. Thread-safe, bounded.</summary>
internal sealed class PendingAcks(Socket socket)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, PendingAck> _pending = [];
    private string? _ended;

    public Task<EncodedArguments> Add(long id, TimeSpan? limit)
    {
        var ack = new PendingAck(this, id);
        var wheel = socket.Client.Engine.Server.Wheel;
        lock (_gate)
        {
            if (_ended is not null)
            {
                ack.TrySetException(new SocketDisconnectedException(_ended));
                return ack.Task;
            }

            if (_pending.Count >= socket.Client.Engine.Server.Options.MaxPendingAcks)
            {
                throw new InvalidOperationException($"The client owes {_pending.Count} acknowledgements already.");
            }

            _pending.Add(id, ack);
            if (limit is { } time)
            {
                ack.Timer = new TimerNode(ack);
                wheel.Schedule(ack.Timer, wheel.Now + (long)time.TotalMilliseconds);
            }
        }

        return ack.Task;
    }

    public void Complete(long id, EncodedArguments arguments) => Take(id)?.TrySetResult(arguments);

    public void Fail(long id, Exception fault) => Take(id)?.TrySetException(fault);

    public void FailAll(string reason)
    {
        PendingAck[] all;
        lock (_gate)
        {
            _ended = reason;
            all = [.. _pending.Values];
            _pending.Clear();
        }

        foreach (var ack in all)
        {
            Release(ack);
            ack.TrySetException(new SocketDisconnectedException(reason));
        }
    }

    private PendingAck? Take(long id)
    {
        PendingAck? ack;
        lock (_gate)
        {
            if (!_pending.Remove(id, out ack))
            {
                return null;
            }
        }

        Release(ack);
        return ack;
    }

    private void Release(PendingAck ack)
    {
        if (ack.Timer is { } timer)
        {
            socket.Client.Engine.Server.Wheel.Cancel(timer);
        }
    }

    private sealed class PendingAck(PendingAcks owner, long id)
        : TaskCompletionSource<EncodedArguments>(TaskCreationOptions.RunContinuationsAsynchronously), ITimed
    {
        public TimerNode? Timer { get; set; }

        public void OnDue(long now) => owner.Fail(id, new TimeoutException("operation has timed out"));
    }
}
