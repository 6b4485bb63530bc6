using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Rooms;

/// <summary>Rooms and how long their texts are kept. What was handed over a moment ago may be missing: it is found the next time.</summary>
public sealed class RetainedRooms
{
    private readonly IStorageEngine _engine;

    internal RetainedRooms(IStorageEngine engine) => _engine = engine;

    /// <inheritdoc cref="IRetentionQueries.OldestAsync"/>
    public Task<IReadOnlyList<OldestMessage>> OldestAsync(RoomNumber after, int limit, bool onlyOwn) => _engine.Retention.OldestAsync(after, limit, onlyOwn);

    /// <summary>One of a room's users; null if there is no such room.</summary>
    public async Task<Login?> FindMemberAsync(RoomNumber room) => await _engine.Rooms.LoadAsync(room, 0) is { Exists: true, Key.First: var member } ? member : null;
}
