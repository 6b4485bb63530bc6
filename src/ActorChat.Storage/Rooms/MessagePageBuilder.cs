using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>
/// Collects a page of messages as <see cref="IRoomTables.ReadPageAsync"/> says: it ends with the first message, but not before the second, that exceeds its
/// bytes as JSON.
/// </summary>
/// <param name="limit">How many messages are read at most.</param>
/// <param name="maxBytes">The bytes.</param>
/// <param name="ascending">Whether they are added in their order; else the latest comes first.</param>
public sealed class MessagePageBuilder(int limit, int maxBytes, bool ascending)
{
    /// <summary>What is reserved at most: a limit may be far above what a room has.</summary>
    private const int MostReserved = 256;

    private readonly List<ChatMessage> _messages = new(Math.Min(limit, MostReserved));
    private long _bytes;

    /// <summary>Whether it takes no more.</summary>
    public bool IsFull => _bytes > maxBytes && _messages.Count > 1;

    public void Add(ChatMessage message)
    {
        _messages.Add(message);
        _bytes += JsonSize.Of(message);
    }

    /// <summary>The messages, ascending; called once.</summary>
    public List<ChatMessage> Build()
    {
        if (!ascending)
        {
            _messages.Reverse();
        }

        return _messages;
    }
}
