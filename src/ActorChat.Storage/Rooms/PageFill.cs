namespace ActorChat.Storage.Rooms;

/// <summary>How full a page of rooms is: it ends by their number or by the bytes of their latest messages, but takes at least one room.</summary>
/// <param name="limit">The most rooms.</param>
/// <param name="maxBytes">The bytes.</param>
internal sealed class PageFill(int limit, int maxBytes)
{
    private int _count;
    private long _bytes;

    /// <summary>Whether a room found no place: there is a next page.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Takes the place of one more room; false if the page is full and needs no more.</summary>
    /// <param name="bytes">Those of its latest message, 0 if it has none.</param>
    public bool TryTake(long bytes)
    {
        _bytes += bytes;
        HasMore = _count == limit || (_count > 0 && _bytes > maxBytes);
        _count += HasMore ? 0 : 1;
        return !HasMore;
    }
}
