using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>What a session may ask of a room; each request names its reply, and each is replied to exactly once, at the latest with <see cref="RoomReply.Refused"/>.</summary>
public abstract record RoomCommand(RoomNumber Room, Login Caller, long RequestId)
{
    /// <summary>The span that asks, as a W3C <c>traceparent</c>: the room's work is recorded under it. Null where it is not recorded.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Sent by a session that joins; answered by <see cref="RoomReply.Opened"/> once the room is on disk.</summary>
    /// <param name="Key">The two users.</param>
    /// <param name="Caller">Who joins.</param>
    /// <param name="RequestId">Comes back in the reply.</param>
    /// <param name="CompanionIsErased">Whether the session found the companion erased: only a room that was there before is joined.</param>
    public sealed record Open(RoomKey Key, Login Caller, long RequestId, bool CompanionIsErased = false) : RoomCommand(Key.Number, Caller, RequestId);

    /// <summary>Sent by a member's session; answered by <see cref="RoomReply.Posted"/> once on disk; safe to repeat with the same client id.</summary>
    /// <param name="Room">Where to.</param>
    /// <param name="Key">The two users, where the client named its companion: the room is then opened if need be.</param>
    /// <param name="Caller">Who writes.</param>
    /// <param name="RequestId">Comes back in the reply.</param>
    /// <param name="Text">The message.</param>
    /// <param name="ClientMessageId">What makes a repeated message the same message.</param>
    public record Post(RoomNumber Room, RoomKey? Key, Login Caller, long RequestId, string Text, string? ClientMessageId) : RoomCommand(Room, Caller, RequestId)
    {
        public override string ToString() => $"Post {Room} {RequestId}";
    }

    /// <summary>
    /// A message that cannot be a new one: its first is answered where it was stored before, however the limits and the companion have
    /// changed meanwhile.
    /// </summary>
    public sealed record PostAgain(RoomNumber Room, RoomKey? Key, Login Caller, long RequestId, string Text, string? ClientMessageId, ChatError Otherwise)
        : Post(Room, Key, Caller, RequestId, Text, ClientMessageId)
    {
        public override string ToString() => base.ToString();
    }

    /// <summary>Sent by a member's session; answered by <see cref="RoomReply.Page"/>.</summary>
    public sealed record ReadHistory(RoomNumber Room, Login Caller, long RequestId, long? Before, long? After, int Limit) : RoomCommand(Room, Caller, RequestId);

    /// <summary>Sent by a member's session; answered by <see cref="RoomReply.Marked"/> once on disk.</summary>
    public sealed record MarkRead(RoomNumber Room, Login Caller, long RequestId, long Seq) : RoomCommand(Room, Caller, RequestId);

    /// <summary>Sent by a member's session; answered by <see cref="RoomReply.TypingTaken"/>; told to the companion, never stored.</summary>
    public sealed record SetTyping(RoomNumber Room, Login Caller, long RequestId, bool Typing) : RoomCommand(Room, Caller, RequestId);

    /// <summary>Sent for an operator, the caller being who is erased; answered by <see cref="RoomReply.AuthorErased"/> once on disk; safe to repeat.</summary>
    public sealed record EraseAuthor(RoomNumber Room, Login Caller, long RequestId) : RoomCommand(Room, Caller, RequestId);
}

/// <summary>What a room replies to a session. Plain data: it may go to another node.</summary>
public abstract record RoomReply(long RequestId)
{
    /// <summary>The room exists and is on disk.</summary>
    public sealed record Opened(long RequestId, RoomKey Key, bool Created) : RoomReply(RequestId);

    /// <summary>The message is on disk.</summary>
    /// <param name="RequestId">The request's.</param>
    /// <param name="Message">As it is stored; of a repeated message, the first one.</param>
    /// <param name="IsRead">Whether its recipient has read it.</param>
    /// <param name="Repeated">Whether it was there before: nothing was published then.</param>
    public sealed record Posted(long RequestId, ChatMessage Message, bool IsRead, bool Repeated) : RoomReply(RequestId);

    /// <summary>A page of history, ascending.</summary>
    public sealed record Page(long RequestId, RoomKey Key, IReadOnlyList<ChatMessage> Messages, bool HasMore, long FirstReadUpTo, long SecondReadUpTo) : RoomReply(RequestId);

    /// <summary>The caller's read marker, on disk.</summary>
    /// <param name="RequestId">The request's.</param>
    /// <param name="Seq">Where the marker stands: it never moves back.</param>
    /// <param name="Repeated">Whether it stood there before: nothing was published then.</param>
    public sealed record Marked(long RequestId, long Seq, bool Repeated) : RoomReply(RequestId);

    /// <summary>The companion is told.</summary>
    public sealed record TypingTaken(long RequestId) : RoomReply(RequestId);

    /// <summary>Nobody is shown what the author wrote from now on.</summary>
    public sealed record AuthorErased(long RequestId) : RoomReply(RequestId);

    /// <summary>The room's partition is being handed over; nothing was stored: ask again by the routes, which know its next owner.</summary>
    public sealed record Moved(long RequestId) : RoomReply(RequestId);

    /// <summary>The request was refused; nothing was stored.</summary>
    public sealed record Refused(long RequestId, ChatError Error) : RoomReply(RequestId);
}
