using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>What is read for a user's list of chats; like <see cref="IRoomQueries"/>, of one moment.</summary>
public interface IChatListQueries
{
    /// <summary>Adds the user's rooms to a page, the latest active first, until there are no more or the page takes none.</summary>
    /// <param name="login">The user.</param>
    /// <param name="before">Only rooms that come after this one in that order.</param>
    /// <param name="page">The page; it takes <see cref="ChatPageBuilder.Limit"/> rooms at the most.</param>
    Task FillAsync(Login login, ChatPosition before, ChatPageBuilder page);

    /// <summary>One room of the user's; null when it is none of the user's rooms.</summary>
    Task<Chat?> FindAsync(Login login, RoomNumber room);
}
