using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Rooms;

/// <summary>A user's rooms, the most recently active first; it sees everything acknowledged before the call.</summary>
public sealed class ChatLists
{
    private readonly IChatListQueries _queries;
    private readonly Func<Login, Task> _whenWritten;
    private readonly int _maxPageBytes;

    internal ChatLists(IChatListQueries queries, Func<Login, Task> whenWritten, int maxPageBytes) =>
        (_queries, _whenWritten, _maxPageBytes) = (queries, whenWritten, maxPageBytes);

    /// <summary>A page of the user's rooms; shorter than asked for if their latest messages are long.</summary>
    /// <returns>Null if the cursor is invalid.</returns>
    public async Task<ChatPage?> PageAsync(Login login, int limit, string? cursor)
    {
        if (ChatPosition.Read(cursor) is not { } before)
        {
            return null;
        }

        await _whenWritten(login);
        var page = new ChatPageBuilder(limit, _maxPageBytes);
        await _queries.FillAsync(login, before, page);
        return page.Build();
    }

    /// <summary>One room of the user; null if it is not one.</summary>
    public async Task<Chat?> FindAsync(Login login, RoomNumber room)
    {
        await _whenWritten(login);
        return await _queries.FindAsync(login, room);
    }
}
