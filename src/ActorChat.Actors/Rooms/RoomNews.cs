using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;

namespace ActorChat.Actors.Rooms;

/// <summary>What a room tells its users' sessions, through the registry; each session decides what its client sees of it.</summary>
public abstract record RoomNews(RoomKey Key) : ServerEvent
{
    /// <summary><c>message</c>, and <c>chat</c> for sessions that have not joined: a message is on disk.</summary>
    public sealed record MessageArrived(RoomKey Key, ChatMessage Message, long RecipientUnread, long AuthorUnread) : RoomNews(Key)
    {
        /// <summary>How many messages of this room a user has not read.</summary>
        public long UnreadOf(Login login) => login == Message.Author ? AuthorUnread : RecipientUnread;

        /// <summary>The number of the room's latest change.</summary>
        public long Rev { get; init; }
    }

    /// <summary><c>changed</c>, and <c>chat</c> for sessions that have not joined, if it is the latest message: a change is on disk.</summary>
    /// <param name="Key">The room.</param>
    /// <param name="Message">The message with the change; its <see cref="ChatMessage.Rev"/> is the change's number.</param>
    /// <param name="IsRead">Whether its recipient has read it.</param>
    /// <param name="LastSeq">The number of the room's latest message.</param>
    /// <param name="FirstUnread">How many messages the first user has not read.</param>
    /// <param name="SecondUnread">How many the second user has not.</param>
    public sealed record ChangeArrived(RoomKey Key, ChatMessage Message, bool IsRead, long LastSeq, long FirstUnread, long SecondUnread) : RoomNews(Key)
    {
        /// <inheritdoc cref="MessageArrived.UnreadOf"/>
        public long UnreadOf(Login login) => login == Key.First ? FirstUnread : SecondUnread;
    }

    /// <summary><c>read</c>: a read marker moved, and that is on disk.</summary>
    public sealed record MarkerMoved(RoomKey Key, Login Reader, long Seq) : RoomNews(Key)
    {
        /// <summary>How many messages of this room the reader has not read; null from nodes of earlier versions.</summary>
        public long? Unread { get; init; }
    }

    /// <summary><c>delivered</c>: a user's clients have the messages up to a number, and that is on disk.</summary>
    public sealed record DeliveryMoved(RoomKey Key, Login Recipient, long Seq) : RoomNews(Key);

    /// <summary>Somebody blocked the companion, or lifted the block. No client sees it: sessions cease to watch the companion's presence, or begin again.</summary>
    /// <param name="Key">The room.</param>
    /// <param name="AnyBlocks">Whether one of the two now blocks the other.</param>
    public sealed record BlockSet(RoomKey Key, bool AnyBlocks) : RoomNews(Key)
    {
        /// <summary>The epoch of the partition's opening that says so: those of an earlier one may come late, and count no more.</summary>
        public long Epoch { get; init; }
    }

    /// <summary>A sign of the companion, such as <c>typing</c>.</summary>
    public sealed record SignShown(RoomKey Key, Login Login, Sign Sign) : RoomNews(Key);
}
