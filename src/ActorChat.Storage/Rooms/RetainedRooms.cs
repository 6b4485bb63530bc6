using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Rooms;

/// <summary>Rooms and how long their texts are kept. What was handed over a moment ago may be missing: it is found the next time.</summary>
public sealed class RetainedRooms
{
    private readonly IStorageEngine _engine;
    private readonly Func<RoomNumber, Task> _whenWritten;

    internal RetainedRooms(IStorageEngine engine, Func<RoomNumber, Task> whenWritten) => (_engine, _whenWritten) = (engine, whenWritten);

    /// <summary>Completes when the tables hold everything of a room that was handed to this server's projection before.</summary>
    public Task WhenWrittenAsync(RoomNumber room) => _whenWritten(room);

    /// <inheritdoc cref="IRetentionQueries.OldestAsync"/>
    public Task<IReadOnlyList<OldestMessage>> OldestAsync(RoomNumber after, int limit, bool onlyOwn) => _engine.Retention.OldestAsync(after, limit, onlyOwn);

    /// <summary>One of a room's users; null if there is no such room.</summary>
    public async Task<Login?> FindMemberAsync(RoomNumber room) => (await FindKeyAsync(room))?.First;

    /// <summary>The two users of a room; null if there is no such room.</summary>
    public async Task<RoomKey?> FindKeyAsync(RoomNumber room) => await _engine.Rooms.LoadAsync(room, 0) is { Exists: true, Key: var key } ? key : null;
}
