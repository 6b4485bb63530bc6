using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>What erasing a user takes. Every step can be done again; the user's row says how far it has come.</summary>
public interface IErasureTables
{
    /// <summary>Takes the user's password, last sight, block and tokens away, and writes that the rest is to follow.</summary>
    /// <returns>The ids of the deleted tokens; null when there is no such user.</returns>
    Task<IReadOnlyList<string>?> BeginAsync(Login login, long now);

    /// <summary>Users whose erasure was begun and not finished.</summary>
    Task<IReadOnlyList<Login>> UnfinishedAsync();

    /// <summary>The rooms that hold a text or a client id of the user's. Others' reads come in between.</summary>
    Task<IReadOnlyList<RoomNumber>> RoomsWithTextAsync(Login login);

    /// <summary>Leaves nothing in any file of what was deleted from tables and journal.</summary>
    /// <returns>False when somebody reads an old state just now: then the next writes do it.</returns>
    Task<bool> ScrubAsync();

    /// <summary>Deletes the user's list of rooms and writes that nothing is left to do.</summary>
    Task FinishAsync(Login login, long now);
}
