using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>
/// What one transaction changes in one room, however many events there were: only the last standing is written. All of it is
/// absolute, so that writing it twice changes nothing.
/// </summary>
internal sealed class RoomChange(RoomKey key)
{
    public RoomKey Key { get; } = key;

    public long? OpenedAt { get; private set; }

    public ChatMessage? Last { get; private set; }

    public long? FirstClientSeq { get; private set; }

    public Standing First { get; } = new();

    public Standing Second { get; } = new();

    public void Add(RoomEvent happened)
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

    /// <summary>What changes for one of the two users; null for what does not.</summary>
    internal sealed class Standing
    {
        public long? Unread { get; set; }

        /// <summary>All that this user wrote up to there is erased.</summary>
        public long? ErasedUpTo { get; set; }

        public long From { get; private set; }

        public long? UpTo { get; private set; }

        public void Read(MessagesRead read)
        {
            From = UpTo is null ? read.From : Math.Min(From, read.From);
            UpTo = read.UpTo;
            Unread = read.Unread;
        }
    }
}
