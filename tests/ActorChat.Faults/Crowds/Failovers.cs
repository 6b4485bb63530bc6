namespace ActorChat.Faults.Crowds;

/// <summary>Measures how long after a fault each of its rooms acknowledges the first message that was sent after the fault, and how long messages waited.</summary>
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
            _open = [.. _open, failover];
        }

        return failover;
    }

    /// <summary>Ends all measurements that were begun.</summary>
    public void End()
    {
        lock (_gate)
        {
            _open = [];
        }
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

    /// <summary>All measurements so far, by kind of fault.</summary>
    public IReadOnlyList<FailoverTimes> ByFault()
    {
        lock (_gate)
        {
            return
            [
                .. _all.GroupBy(failover => failover.Fault).Select(group => new FailoverTimes(
                    group.Key, group.Count(), [.. group.SelectMany(failover => failover.Times)], [.. group.SelectMany(failover => failover.Waits)])),
            ];
        }
    }
}

/// <summary>What was measured of a kind of fault.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="Faults">How often it was measured.</param>
/// <param name="Times">From the fault to a room's first acknowledgement of a message sent after it; one for each fault and room.</param>
/// <param name="Waits">The longest time that a room's message was under way; one for each fault and room.</param>
public sealed record FailoverTimes(string Fault, int Faults, IReadOnlyList<TimeSpan> Times, IReadOnlyList<TimeSpan> Waits);

/// <summary>One fault, and the rooms that it affects.</summary>
public sealed class Failover(string fault, IReadOnlyCollection<string> rooms, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _missing = [.. rooms];
    private readonly List<TimeSpan> _times = [];
    private readonly Dictionary<string, TimeSpan> _waits = rooms.ToDictionary(room => room, _ => TimeSpan.Zero);
    private readonly long _began = clock.GetTimestamp();

    public string Fault => fault;

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

    /// <summary>The longest time that a message was under way, of each room that acknowledged one.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits.Values.Where(wait => wait > TimeSpan.Zero)];
            }
        }
    }

    internal void Stored(string room, long sentAt)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            if (!_waits.TryGetValue(room, out var longest))
            {
                return;
            }

            _waits[room] = TimeSpan.FromTicks(Math.Max(longest.Ticks, clock.GetElapsedTime(sentAt, now).Ticks));
            // What was sent before the fault may have been stored before it, too.
            if (sentAt >= _began && _missing.Remove(room))
            {
                _times.Add(clock.GetElapsedTime(_began, now));
            }
        }
    }
}
