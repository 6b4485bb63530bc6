namespace ActorChat.Faults.History;

/// <summary>Gives every record of a run its place in one order; each session keeps its own records.</summary>
public sealed class Recorder
{
    private readonly Lock _gate = new();
    private readonly List<SessionRecord> _sessions = [];
    private readonly List<Happening> _ends = [];
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>A new session's record.</summary>
    public SessionRecord Open()
    {
        lock (_gate)
        {
            var record = new SessionRecord(_sessions.Count + 1, this);
            _sessions.Add(record);
            return record;
        }
    }

    /// <summary>The server's process has ended.</summary>
    public void EndServer()
    {
        lock (_gate)
        {
            _ends.Add(new ServerEnded(Next()));
        }
    }

    /// <summary>All records, session after session.</summary>
    public IReadOnlyList<Happening> Collect()
    {
        lock (_gate)
        {
            return [.. _ends, .. _sessions.SelectMany(session => session.Copy())];
        }
    }
}

/// <summary>What one client did, was answered and saw, in order.</summary>
public sealed class SessionRecord(int session, Recorder recorder)
{
    private readonly Lock _gate = new();
    private readonly List<Happening> _happenings = [];

    public int Session => session;

    /// <summary>Sets a mark in the order: later records come after it.</summary>
    public long Now() => recorder.Next();

    /// <summary>Adds a record at its place in the order.</summary>
    /// <returns>The place.</returns>
    public long Add(Func<long, Happening> happening)
    {
        lock (_gate)
        {
            var at = recorder.Next();
            _happenings.Add(happening(at));
            return at;
        }
    }

    public Happening[] Copy()
    {
        lock (_gate)
        {
            return [.. _happenings];
        }
    }
}
