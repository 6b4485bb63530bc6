using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Outbound;

/// <summary>
/// An event for clients: those below, and the <see cref="RoomNews"/>. If several sessions get the same one, they get it as a <see cref="SharedEvent"/>.
/// </summary>
public abstract record ServerEvent
{
    private protected ServerEvent()
    {
    }

    /// <summary><c>get_name</c>: the session is ready.</summary>
    public sealed record Named(Login Login) : ServerEvent;

    /// <summary><c>message</c>, as the answer to a send without an acknowledgement that was not shown live.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="IsRead">Whether its recipient has read it.</param>
    /// <param name="Key">The room; null of a message that nobody can have reacted to yet.</param>
    public sealed record MessageShown(ChatMessage Message, bool IsRead, RoomKey? Key = null) : ServerEvent;

    /// <summary><c>chat</c>: something changed in a room that the session has not joined.</summary>
    /// <param name="Key">The room.</param>
    /// <param name="Companion">The other user.</param>
    /// <param name="Unread">How many messages the user has not read.</param>
    /// <param name="LastMessage">The latest message, as it is now.</param>
    /// <param name="IsRead">Whether its recipient has read it.</param>
    /// <param name="Rev">The number of the room's latest change.</param>
    public sealed record ChatChanged(RoomKey Key, Login Companion, long Unread, ChatMessage LastMessage, bool IsRead, long Rev) : ServerEvent;

    /// <summary><c>read</c>, as the answer to a repeated one without acknowledgement: a user read up to a number.</summary>
    public sealed record MarkerShown(RoomNumber Room, Login Reader, long Seq, long? Unread = null) : ServerEvent;

    /// <summary><c>delivered</c>, as the answer to a repeated one without acknowledgement: a user's clients have the messages up to a number.</summary>
    public sealed record DeliveryShown(RoomNumber Room, Login Recipient, long Seq) : ServerEvent;

    /// <c>presence</c>.
    /// <param name="Login">The user.</param>
    /// <param name="Online">Whether the user has a live session.</param>
    /// <param name="LastSeen">When the last session ended, in UTC milliseconds since 1970; null while online, or if never seen.</param>
    public sealed record PresenceChanged(Login Login, bool Online, long? LastSeen) : ServerEvent;
}
