using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>The reads for removing texts that were kept long enough; each sees one moment, like <see cref="IRoomQueries"/>.</summary>
public interface IRetentionQueries
{
    /// <inheritdoc cref="IRoomTables.FindRetentionAsync"/>
    Task<StoredRetention> FindAsync(RoomKey room);

    /// <summary>Rooms in the order of their numbers, each with the time of its oldest message that is not over.</summary>
    /// <param name="after">Only rooms after this one.</param>
    /// <param name="limit">The most rooms.</param>
    /// <param name="onlyOwn">Only rooms with a retention of their own.</param>
    Task<IReadOnlyList<OldestMessage>> OldestAsync(RoomNumber after, int limit, bool onlyOwn);
}
