using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>A user's rooms, the latest active first; it sees all that was acknowledged before it was asked.</summary>
public sealed class ChatLists
{
    internal ChatLists()
    {
    }

    /// <summary>A page of the user's rooms.</summary>
    /// <returns>Null when the cursor is none.</returns>
    public Task<ChatPage?> PageAsync(Login login, int limit, string? cursor) => throw new NotSupportedException();

    /// <summary>One room of the user's; null when it is no room of his.</summary>
    public Task<Chat?> FindAsync(Login login, RoomNumber room) => throw new NotSupportedException();
}
