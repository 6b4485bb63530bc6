using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>What a user's sessions ask about all of the user's rooms. Each answer sees everything that was acknowledged before the call, on any node.</summary>
public interface IUserChats
{
    /// <summary>The rooms in which anything happened since a cursor, the oldest happening first: a bounded page, by one query.</summary>
    /// <param name="login">The user.</param>
    /// <param name="cursor">Where an earlier page ended; null for all rooms.</param>
    /// <param name="limit">The most rooms.</param>
    /// <returns>Null if this is no cursor.</returns>
    Task<SyncPage?> SyncAsync(Login login, string? cursor, int limit);

    /// <summary>Whom the user blocks, in the order of their logins.</summary>
    Task<IReadOnlyList<Login>> BlockedAsync(Login login);

    /// <summary>Those of some users who block the user, or whom the user blocks: neither is told of the other's presence.</summary>
    Task<IReadOnlySet<Login>> ApartAsync(Login login, IReadOnlyCollection<Login> others);
}

/// <summary>A page of what happened in a user's rooms.</summary>
/// <param name="Rooms">The rooms, each once; the oldest happening first.</param>
/// <param name="Cursor">Goes on after this page.</param>
/// <param name="Complete">Whether the user's client has everything with this page.</param>
/// <param name="Reset">Whether the cursor was of another history of the data: this page begins anew, as without a cursor.</param>
public sealed record SyncPage(IReadOnlyList<SyncedRoom> Rooms, string Cursor, bool Complete, bool Reset);

/// <summary>A room in its present state.</summary>
/// <param name="Key">Its two users.</param>
/// <param name="LastSeq">The number of its latest message, 0 if it has none.</param>
/// <param name="Rev">The number of its latest change, 0 if nothing changed.</param>
/// <param name="First">The standing of the key's first user.</param>
/// <param name="Second">The standing of the key's second user.</param>
/// <param name="Last">Its latest message; null if it has none.</param>
public sealed record SyncedRoom(RoomKey Key, long LastSeq, long Rev, MemberStanding First, MemberStanding Second, ChatMessage? Last);
