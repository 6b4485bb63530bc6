namespace ActorChat.SocketIO;

/// <summary>Something with a deadline on the <see cref="TimerWheel"/>.</summary>
internal interface ITimed
{
    /// <summary>Called on a timer thread, outside the wheel's lock; must be quick.</summary>
    void OnDue(long now);
}

/// <summary>A place on the wheel, one per owner. It holds the links, so that later calls allocate nothing.</summary>
internal sealed class TimerNode(ITimed owner)
{
    internal readonly ITimed Owner = owner;
    internal TimerNode? Previous;
    internal TimerNode? Next;
    internal long Due;
    internal int Slot = -1;
}

/// <summary>
/// One timer for any number of deadlines: a ring of slots of <see cref="TickMilliseconds"/> each. A deadline more than one turn away is checked again at each
/// turn. The timer runs only while some slot needs it, and no more often.
/// </summary>
internal sealed class TimerWheel : IDisposable
{
    public const int TickMilliseconds = 10;

    // One turn takes 41 s. That is longer than a heartbeat waits, so most deadlines are checked a single time.
    private const int Slots = 4096;

    private readonly Lock _gate = new();
    private readonly TimerNode?[] _slots = new TimerNode?[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];
    private readonly List<TimerNode> _due = [];
    private readonly TimeProvider _clock;
    private readonly Background _background;
    private readonly long _start;
    private readonly ITimer _timer;
    private long _tick;
    private long _armedFor = long.MaxValue;
    private bool _disposed;

    public TimerWheel(TimeProvider clock, Background background)
    {
        (_clock, _background) = (clock, background);
        _start = clock.GetTimestamp();
        _timer = background.Timer(static wheel => wheel.Turn(), this);
    }

    /// <summary>Milliseconds since the wheel was created.</summary>
    public long Now => (long)_clock.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Calls the owner at <paramref name="due"/> or up to a tick later; a place already held moves.</summary>
    public void Schedule(TimerNode node, long due)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            Unlink(node);
            node.Due = due;
            var tick = Math.Max(TickOf(due), _tick + 1);
            Link(node, (int)(tick % Slots));
            if (tick < _armedFor)
            {
                Arm(tick);
            }
        }
    }

    /// <summary>Takes the node off the wheel; a call that has already started is not stopped.</summary>
    public void Cancel(TimerNode node)
    {
        lock (_gate)
        {
            Unlink(node);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    /// <summary>The first tick that is not before <paramref name="due"/>: no deadline fires early.</summary>
    private static long TickOf(long due) => (due + TickMilliseconds - 1) / TickMilliseconds;

    private void Turn()
    {
        TimerNode[] due;
        var now = Now;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            // After a long pause each slot needs to be checked only once.
            var last = now / TickMilliseconds;
            for (var tick = Math.Max(_tick + 1, last - Slots + 1); tick <= last; tick++)
            {
                Collect((int)(tick % Slots), now);
            }

            _tick = Math.Max(_tick, last);
            due = _due.ToArray();
            _due.Clear();
            _armedFor = long.MaxValue;
            if (NextOccupied() is { } next)
            {
                Arm(next);
            }
        }

        foreach (var node in due)
        {
            // A failing one must not keep the others from being called.
            _background.Run(static due => due.Owner.OnDue(due.Now), (node.Owner, Now: now));
        }
    }

    private void Collect(int slot, long now)
    {
        for (var node = _slots[slot]; node is not null;)
        {
            var next = node.Next;
            if (TickOf(node.Due) <= now / TickMilliseconds)
            {
                Unlink(node);
                _due.Add(node);
            }

            node = next;
        }
    }

    /// <summary>The first tick after this one whose slot is not empty, no matter how many turns away its deadlines are.</summary>
    private long? NextOccupied()
    {
        var from = (int)((_tick + 1) % Slots);
        for (var offset = 0; offset < Slots;)
        {
            var slot = (from + offset) % Slots;
            var bits = _occupied[slot / 64] >> (slot % 64);
            if (bits != 0)
            {
                return _tick + 1 + offset + System.Numerics.BitOperations.TrailingZeroCount(bits);
            }

            offset += 64 - (slot % 64);
        }

        return null;
    }

    private void Arm(long tick)
    {
        _armedFor = tick;
        var wait = Math.Max(1, (tick * TickMilliseconds) + 1 - Now);
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void Link(TimerNode node, int slot)
    {
        node.Slot = slot;
        node.Next = _slots[slot];
        if (node.Next is not null)
        {
            node.Next.Previous = node;
        }

        _slots[slot] = node;
        _occupied[slot / 64] |= 1UL << (slot % 64);
    }

    private void Unlink(TimerNode node)
    {
        if (node.Slot < 0)
        {
            return;
        }

        if (node.Previous is null)
        {
            _slots[node.Slot] = node.Next;
            if (node.Next is null)
            {
                _occupied[node.Slot / 64] &= ~(1UL << (node.Slot % 64));
            }
        }
        else
        {
            node.Previous.Next = node.Next;
        }

        if (node.Next is not null)
        {
            node.Next.Previous = node.Previous;
        }

        node.Previous = node.Next = null;
        node.Slot = -1;
    }
}
