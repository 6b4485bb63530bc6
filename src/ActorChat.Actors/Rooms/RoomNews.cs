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
    }

    /// <summary><c>read</c>: a read marker moved, and that is on disk.</summary>
    public sealed record MarkerMoved(RoomKey Key, Login Reader, long Seq) : RoomNews(Key);

    /// <summary>A sign of the companion, such as <c>typing</c>.</summary>
    public sealed record SignShown(RoomKey Key, Login Login, Sign Sign) : RoomNews(Key);
}
