namespace ActorChat.Faults.Checking;

/// <summary>How far a joined session has got in the numbers of a room: those of its messages, or those of its changes.</summary>
internal sealed class JoinedPlace
{
    private long? _event;
    private long? _page;

    public long JoinedAt { get; init; }

    public long? Reached => _event is null ? _page : Math.Max(_event.Value, _page ?? 0);

    /// <summary>A last page, requested after joining: what follows it comes as events, without a gap.</summary>
    /// <param name="askedAt">The record of the request.</param>
    /// <param name="upTo">The last number that the page tells of.</param>
    public void ReachByPage(long askedAt, long upTo)
    {
        if (askedAt > JoinedAt)
        {
            _page = Math.Max(_page ?? 0, upTo);
        }
    }

    /// <summary>An event; returns what is wrong with its number, null if nothing.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="outOfOrder">It comes again, or after a later one.</param>
    /// <param name="skipped">Others are missing before it.</param>
    public BreachKind? ReachByEvent(long number, BreachKind outOfOrder, BreachKind skipped)
    {
        // The first event may repeat what a page showed, but must not leave a gap after it.
        var before = _event ?? (_page is { } page ? Math.Min(page, number - 1) : number - 1);
        _event = Math.Max(number, _event ?? 0);
        return number <= before ? outOfOrder : number > before + 1 ? skipped : null;
    }
}
