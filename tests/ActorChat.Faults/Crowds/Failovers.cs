namespace ActorChat.Faults.Crowds;

/// <summary>Measures how long after a fault each of its rooms acknowledges the first message that was sent after the fault.</summary>
public sealed class Failovers(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<Failover> _all = [];
    private volatile Failover[] _open = [];

    /// <summary>Starts to measure, from now on.</summary>
    /// <param name="fault">The kind of fault.</param>
    /// <param name="rooms">The rooms that it affects.</param>
    public Failover Begin(string fault, IReadOnlyCollection<string> rooms)
    {
        var failover = new Failover(fault, rooms, clock);
        lock (_gate)
        {
            _all.Add(failover);
            _open = [.. _open.Where(other => other.IsOpen), failover];
        }

        return failover;
    }

    /// <summary>A message was acknowledged.</summary>
    /// <param name="room">Its room.</param>
    /// <param name="sentAt">When it was sent, as a timestamp of the clock.</param>
    public void Stored(string room, long sentAt)
    {
        foreach (var failover in _open)
        {
            failover.Stored(room, sentAt);
        }
    }

    /// <summary>The times of all rooms, by kind of fault.</summary>
    public IEnumerable<(string Fault, IReadOnlyList<TimeSpan> Times, int Open)> ByFault()
    {
        lock (_gate)
        {
            return [.. _all.GroupBy(failover => failover.Fault).Select(group =>
                (group.Key, (IReadOnlyList<TimeSpan>)[.. group.SelectMany(failover => failover.Times)], group.Sum(failover => failover.Missing.Count)))];
        }
    }
}

/// <summary>One fault, and the rooms that have not acknowledged anything since.</summary>
public sealed class Failover(string fault, IReadOnlyCollection<string> rooms, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _missing = [.. rooms];
    private readonly List<TimeSpan> _times = [];
    private readonly long _began = clock.GetTimestamp();

    public string Fault => fault;

    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _missing.Count > 0;
            }
        }
    }

    /// <summary>The rooms that have acknowledged nothing yet.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (_gate)
            {
                return [.. _missing];
            }
        }
    }

    /// <summary>The times of the others.</summary>
    public IReadOnlyList<TimeSpan> Times
    {
        get
        {
            lock (_gate)
            {
                return [.. _times];
            }
        }
    }

    internal void Stored(string room, long sentAt)
    {
        // What was sent before the fault may have been stored before it, too.
        if (sentAt < _began)
        {
            return;
        }

        lock (_gate)
        {
            if (_missing.Remove(room))
            {
                _times.Add(clock.GetElapsedTime(_began));
            }
        }
    }
}
