using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;

namespace ActorChat.Storage.Rooms;

/// <summary>Collects a page of rooms in which something happened until it is full, by their number or by the bytes of their latest messages; it takes at least one room.</summary>
public sealed class SyncPageBuilder
{
    private readonly List<SyncedRoom> _rooms = [];
    private readonly SyncCursor _cursor;
    private readonly int _maxBytes;
    private long _bytes;
    private bool _hasMore;

    internal SyncPageBuilder(SyncCursor cursor, int limit, int maxBytes) => (_cursor, Limit, _maxBytes, After) = (cursor, limit, maxBytes, [.. cursor.Numbers]);

    /// <summary>The most rooms that it takes; a further one shows that there is more.</summary>
    public int Limit { get; }

    /// <summary>Only rooms above these numbers belong to it: the first is that of <see cref="JournalPlace.Before"/>, then come the partitions.</summary>
    public IReadOnlyList<long> After { get; }

    /// <summary>Adds the next room; false if the page is full and needs no more.</summary>
    public bool TryAdd(SyncedRoom room, JournalPlace happened)
    {
        _bytes += room.Last is { } message ? JsonSize.Of(message) : 0;
        if (_rooms.Count == Limit || (_rooms.Count > 0 && _bytes > _maxBytes))
        {
            _hasMore = true;
            return false;
        }

        _rooms.Add(room);
        _cursor.Raise(happened);
        return true;
    }

    internal SyncPage Build(bool reset) => new(_rooms, _cursor.ToString(), !_hasMore, reset);
}
