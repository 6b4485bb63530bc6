using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>Gathers a page of rooms until it is full: by their number, or by the bytes of their latest messages, though it takes one room at the least.</summary>
public sealed class ChatPageBuilder(int limit, int maxBytes)
{
    private readonly List<Chat> _chats = [];
    private ChatPosition _last;
    private long _bytes;
    private bool _hasMore;

    /// <summary>How many rooms it takes at the most; a further one tells that there is a next page.</summary>
    public int Limit => limit;

    /// <summary>Adds the next room; false when the page is full, and needs to be given no more.</summary>
    public bool TryAdd(Chat chat, ChatPosition position)
    {
        _bytes += chat.LastMessage is { } message ? JsonSize.OverHttp(message) : 0;
        if (_chats.Count == limit || (_chats.Count > 0 && _bytes > maxBytes))
        {
            _hasMore = true;
            return false;
        }

        _chats.Add(chat);
        _last = position;
        return true;
    }

    internal ChatPage Build() => new(_chats, _hasMore ? _last.ToCursor() : null);
}
