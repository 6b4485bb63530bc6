using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>The reads for all rooms of a user; each sees one moment, like <see cref="IRoomQueries"/>.</summary>
public interface IUserChatQueries
{
    /// <summary>
    /// Adds the user's rooms in which something happened after <see cref="SyncPageBuilder.After"/> until there are no more or the page is full. Within a partition
    /// their numbers ascend, since the page's end is told by them; between partitions the oldest happening comes first.
    /// </summary>
    Task FillAsync(Login login, SyncPageBuilder page);

    /// <summary>Whom the user blocks, in any order.</summary>
    Task<IReadOnlyList<Login>> BlockedAsync(Login login);

    /// <summary>How many users the user blocks.</summary>
    Task<long> CountBlockedAsync(Login login);

    /// <summary>Those of some rooms in which one of the two users blocks the other, in any order.</summary>
    Task<IReadOnlyList<RoomNumber>> WithBlocksAsync(IReadOnlyCollection<RoomNumber> rooms);
}
