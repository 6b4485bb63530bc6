using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;

namespace ActorChat.Storage.Rooms;

/// <summary>Collects a page of rooms in which something happened until it is full, by their number or by the bytes of their latest messages; it takes at least one room.</summary>
public sealed class SyncPageBuilder
{
    private readonly List<SyncedRoom> _rooms = [];
    private readonly SyncCursor _cursor;
    private readonly PageFill _fill;

    internal SyncPageBuilder(SyncCursor cursor, int limit, int maxBytes) => (_cursor, Limit, _fill, After) = (cursor, limit, new PageFill(limit, maxBytes), [.. cursor.Numbers]);

    /// <summary>The most rooms that it takes; a further one shows that there is more.</summary>
    public int Limit { get; }

    /// <summary>Only rooms above these numbers belong to it: the first is that of <see cref="JournalPlace.Before"/>, then come the partitions.</summary>
    public IReadOnlyList<long> After { get; }

    /// <summary>Adds the next room; false if the page is full and needs no more.</summary>
    public bool TryAdd(SyncedRoom room, JournalPlace happened)
    {
        if (!_fill.TryTake(room.Last is { } message ? JsonSize.Of(message) : 0))
        {
            return false;
        }

        _rooms.Add(room);
        _cursor.Raise(happened);
        return true;
    }

    internal SyncPage Build(bool reset) => new(_rooms, _cursor.ToString(), !_fill.HasMore, reset);
}
