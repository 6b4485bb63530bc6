namespace ActorChat.Actors.Rooms;

/// <summary>
/// Decides when a partition's journal is trimmed, and up to where: after a number of events, or when it must be emptied; one trim at a time.
/// </summary>
/// <param name="everyEvents">The number of events (<c>actorchat.journal.trim-every</c>).</param>
internal sealed class JournalTrimming(int everyEvents)
{
    private long _eventsSince;

    /// <summary>Whether a trim has begun and not ended.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Events are in the journal.</summary>
    public void Written(int events) => _eventsSince += events;

    /// <summary>Begins a trim if one is due and none is running.</summary>
    /// <param name="mustEmpty">Whether the journal must be emptied now, however few events it holds.</param>
    public bool TryBegin(bool mustEmpty)
    {
        if (IsUnderWay || (_eventsSince < everyEvents && !mustEmpty))
        {
            return false;
        }

        IsUnderWay = true;
        _eventsSince = 0;
        return true;
    }

    /// <summary>The trim has ended or failed: the next one comes after the same number of events.</summary>
    public void Ended() => IsUnderWay = false;

    /// <summary>
    /// The event up to which it trims: what the tables hold safely, but never the last one, which tells the next writer where the numbers continue. Below 1:
    /// none.
    /// </summary>
    public static long UpTo(long durableOffset, long lastSequenceNr) => Math.Min(durableOffset, lastSequenceNr - 1);
}
