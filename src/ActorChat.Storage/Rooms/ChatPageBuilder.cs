using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>Collects a page of rooms until it is full, by their number or by the bytes of their latest messages; it takes at least one room.</summary>
public sealed class ChatPageBuilder(int limit, int maxBytes)
{
    private readonly List<Chat> _chats = [];
    private readonly PageFill _fill = new(limit, maxBytes);
    private ChatPosition _last;

    /// <summary>The most rooms that it takes; a further one shows that there is a next page.</summary>
    public int Limit => limit;

    /// <summary>Adds the next room; false if the page is full and needs no more.</summary>
    public bool TryAdd(Chat chat, ChatPosition position)
    {
        if (!_fill.TryTake(chat.LastMessage is { } message ? JsonSize.OverHttp(message) : 0))
        {
            return false;
        }

        _chats.Add(chat);
        _last = position;
        return true;
    }

    internal ChatPage Build() => new(_chats, _fill.HasMore ? _last.ToCursor() : null);
}
