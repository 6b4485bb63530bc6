using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>The steps of erasing a user. Every step can be repeated; the user's row says how far it has come.</summary>
public interface IErasureTables
{
    /// <summary>Removes the user's password, last-seen time, block and tokens, and saves that the rest has to follow.</summary>
    /// <returns>The ids of the deleted tokens; null if there is no such user.</returns>
    Task<IReadOnlyList<string>?> BeginAsync(Login login, long now);

    /// <summary>Users whose erasure started but is not finished.</summary>
    Task<IReadOnlyList<Login>> UnfinishedAsync();

    /// <summary>
    /// The opened rooms that hold a text, a reaction, a client's id or a block of the user. Blocks in rooms that were never opened are for <see
    /// cref="FinishAsync"/>. Other reads go between.
    /// </summary>
    Task<IReadOnlyList<RoomNumber>> RoomsWithTextAsync(Login login);

    /// <summary>Leaves nothing of what the user wrote, and of deleted rows, in any file of tables and journal. The rooms have erased it before.</summary>
    /// <returns>False if somebody reads an old state just now: then the next writes do it.</returns>
    Task<bool> ScrubAsync(Login login);

    /// <summary>Deletes the user's list of rooms and blocks, and saves that the erasure is finished.</summary>
    Task FinishAsync(Login login, long now);
}
