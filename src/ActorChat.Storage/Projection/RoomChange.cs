using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>
/// What one transaction changes in one room, however many events there were: only the last standing is written. All of it is absolute, so writing it twice
/// changes nothing. Null stands for what does not change.
/// </summary>
public sealed class RoomChange
{
    internal RoomChange(RoomKey key) => Key = key;

    public RoomKey Key { get; }

    /// <summary>The room was opened at this moment, unless it exists already.</summary>
    public long? OpenedAt { get; private set; }

    /// <summary>Its latest message, which is when it was last active.</summary>
    public ChatMessage? Last { get; private set; }

    /// <summary>The first of its new messages with a client id; stored only if the room has none yet.</summary>
    public long? FirstClientSeq { get; private set; }

    /// <summary>What changes for the key's first user.</summary>
    public MemberChange First { get; } = new();

    /// <summary>What changes for the key's second user.</summary>
    public MemberChange Second { get; } = new();

    /// <summary>Whether an existing room changes at all; one that does not exist must be opened first.</summary>
    public bool ChangesStanding => Last is not null || First.Unread is not null || Second.Unread is not null;

    internal void Add(RoomEvent happened)
    {
        switch (happened)
        {
            case MessagePosted posted:
                Last = posted.Message;
                FirstClientSeq ??= posted.Message.ClientMessageId is null ? null : posted.Message.Seq;
                (posted.Message.Author == Key.First ? Second : First).Unread = posted.Unread;
                break;
            case MessagesRead read:
                (read.Reader == Key.First ? First : Second).Read(read);
                break;
            case AuthorErased erased:
                (erased.Author == Key.First ? First : Second).ErasedUpTo = erased.UpTo;
                break;
            case RoomOpened opened:
                OpenedAt = opened.Time;
                break;
            default:
                throw new InvalidOperationException($"Unknown room event {happened.GetType()}.");
        }
    }
}
