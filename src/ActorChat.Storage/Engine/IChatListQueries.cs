using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>The reads for a user's list of chats; each sees one moment, like <see cref="IRoomQueries"/>.</summary>
public interface IChatListQueries
{
    /// <summary>Adds the user's rooms to a page, the most recently active first, until there are no more or the page is full.</summary>
    /// <param name="login">The user.</param>
    /// <param name="before">Only rooms after this one in that order.</param>
    /// <param name="page">The page; it takes at most <see cref="ChatPageBuilder.Limit"/> rooms.</param>
    Task FillAsync(Login login, ChatPosition before, ChatPageBuilder page);

    /// <summary>One room of the user; null if it is not one of the user's rooms.</summary>
    Task<Chat?> FindAsync(Login login, RoomNumber room);
}
