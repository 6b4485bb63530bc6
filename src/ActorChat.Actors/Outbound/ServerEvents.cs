using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Outbound;

/// <summary>An event for clients. One object serves all the sessions that get it.</summary>
public abstract record ServerEvent
{
    private ServerEvent()
    {
    }

    /// <summary>A place for the edge to keep the encoded event, so that it is encoded once for all who get it.</summary>
    public object? Encoding { get; set; }

    /// <summary><c>get_name</c>: the session is ready.</summary>
    public sealed record Named(Login Login) : ServerEvent;

    /// <summary><c>message</c>: not read yet when it is shown live, unless it is the answer to a repeated send.</summary>
    public sealed record MessageShown(ChatMessage Message, bool IsRead) : ServerEvent
    {
        /// <summary>The clock's timestamp when it became durable; 0 where its way from there is not measured.</summary>
        public long DurableAt { get; init; }
    }

    /// <summary><c>chat</c>: something changed in a room that the session has not joined.</summary>
    public sealed record ChatChanged(RoomNumber Room, Login Companion, long Unread, ChatMessage? LastMessage, bool LastMessageIsRead) : ServerEvent;

    /// <summary><c>read</c>: a user read up to a number.</summary>
    public sealed record MarkerMoved(RoomNumber Room, Login Reader, long Seq) : ServerEvent;

    /// <summary><c>typing</c>.</summary>
    public sealed record TypingChanged(RoomNumber Room, Login Login, bool Typing) : ServerEvent;

    /// <summary><c>presence</c>.</summary>
    /// <param name="Login">Who.</param>
    /// <param name="Online">Whether a session of theirs is alive.</param>
    /// <param name="LastSeen">When the last session ended, in UTC milliseconds since 1970; null while online or when never seen.</param>
    public sealed record PresenceChanged(Login Login, bool Online, long? LastSeen) : ServerEvent;
}
