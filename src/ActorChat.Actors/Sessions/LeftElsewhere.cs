using ActorChat.Actors.Common;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// When users left other nodes lately: those nodes save it after a while. Bounded by the users that leave between a few saves. Part of a <see
/// cref="SessionRegistry"/>.
/// </summary>
internal sealed class LeftElsewhere
{
    /// <summary>The other node saves at its own intervals, and a save takes time.</summary>
    private const int IntervalsKept = 3;

    private readonly Queue<Dictionary<Login, long>> _intervals = new();
    private Dictionary<Login, long> _present = [];

    public void Add(Login login, long at) => _present[login] = at;

    /// <summary>Null if the accounts know.</summary>
    public long? At(Login login)
    {
        long? latest = _present.TryGetValue(login, out var at) ? at : null;
        foreach (var interval in _intervals)
        {
            if (interval.TryGetValue(login, out at) && !(latest > at))
            {
                latest = at;
            }
        }

        return latest;
    }

    /// <summary>Called once for each interval between two saves.</summary>
    public void ForgetOld()
    {
        if (_present.Count == 0 && _intervals.Count == 0)
        {
            return;
        }

        _intervals.Enqueue(_present);
        _present = [];
        if (_intervals.Count > IntervalsKept || _intervals.All(interval => interval.Count == 0))
        {
            _intervals.Dequeue();
        }
    }
}
