using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>The reads for a user's export, beside those of <see cref="IRoomQueries"/>.</summary>
public interface IExportQueries
{
    /// <summary>The user's rooms in the order of their numbers.</summary>
    /// <param name="login">The user.</param>
    /// <param name="from">The first number that counts.</param>
    /// <param name="limit">The most rooms.</param>
    Task<IReadOnlyList<ExportedRoom>> RoomsAsync(Login login, RoomNumber from, int limit);
}
