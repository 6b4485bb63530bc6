using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>What a room tells the sessions of its users, by way of the registry; each session decides what its client sees of it.</summary>
public abstract record RoomNews(RoomKey Key) : INoSerializationVerificationNeeded
{
    /// <summary>A message is on disk.</summary>
    public sealed record MessageArrived(RoomKey Key, ServerEvent.MessageShown Shown, long RecipientUnread, long AuthorUnread) : RoomNews(Key)
    {
        /// <summary>How many messages of this room a user has not read.</summary>
        public long UnreadOf(Login login) => login == Shown.Message.Author ? AuthorUnread : RecipientUnread;
    }

    /// <summary>A read marker moved, and that is on disk.</summary>
    public sealed record MarkerMoved(RoomKey Key, ServerEvent.MarkerMoved Shown) : RoomNews(Key);

    /// <summary>The companion types, or stopped.</summary>
    public sealed record TypingChanged(RoomKey Key, ServerEvent.TypingChanged Shown) : RoomNews(Key);
}
