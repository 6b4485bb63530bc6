using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// The requests of a session to a room. Each names its reply, and each gets exactly one reply, <see cref="RoomReply.Refused"/> if nothing else.
/// </summary>
public abstract record RoomCommand(RoomNumber Room, Login Caller, long RequestId)
{
    /// <summary>The request id of commands that no client asked for: their replies are dropped.</summary>
    public const long Unasked = 0;

    /// <summary>The span of the sender, as a W3C <c>traceparent</c>: the room's work is recorded under it. Null if it is not recorded.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// Its partition is elsewhere by now, and nothing was stored: the sender asks again, by the routes. If it waits for no reply, the request is passed on.
    /// </summary>
    /// <param name="asker">The sender; null if there is none.</param>
    /// <param name="passOn">Passes a request and its sender to somebody who knows the routes.</param>
    public void Move(IActorRef? asker, Action<RoomCommand, IActorRef?> passOn)
    {
        if (RequestId == Unasked)
        {
            passOn(this, asker);
        }
        else
        {
            asker?.Tell(new RoomReply.Moved(RequestId), ActorRefs.NoSender);
        }
    }

    /// <summary>Sent by a session that joins; answered by <see cref="RoomReply.Opened"/> once the room is on disk.</summary>
    /// <param name="Key">The two users.</param>
    /// <param name="Caller">The user who joins.</param>
    /// <param name="RequestId">Comes back in the reply.</param>
    /// <param name="CompanionIsErased">Whether the session found the companion erased: then only an existing room is joined.</param>
    public sealed record Open(RoomKey Key, Login Caller, long RequestId, bool CompanionIsErased = false) : RoomCommand(Key.Number, Caller, RequestId);

    /// <summary>Sent by a member's session; answered by <see cref="RoomReply.Posted"/> once on disk; safe to repeat with the same client id.</summary>
    /// <param name="Room">The room.</param>
    /// <param name="Key">The two users, if the client named its companion: the room is then opened if needed.</param>
    /// <param name="Caller">The author.</param>
    /// <param name="RequestId">Comes back in the reply.</param>
    /// <param name="Text">The message.</param>
    /// <param name="ClientMessageId">Makes a repeated message the same message.</param>
    public record Post(RoomNumber Room, RoomKey? Key, Login Caller, long RequestId, string Text, string? ClientMessageId) : RoomCommand(Room, Caller, RequestId)
    {
        /// <summary>The number of the message that it answers; 0 if it answers none.</summary>
        public long ReplyTo { get; init; }

        public override string ToString() => $"Post {Room} {RequestId}";
    }

    /// <summary>
    /// A message that can only be a repeat: if its first one was stored, that is the answer, even if limits or the companion have changed since.
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

    /// <summary>
    /// Sent by a member's session, the same as <see cref="MarkRead"/> one level below it: its clients have the companion's messages up to a number.
    /// </summary>
    public sealed record MarkDelivered(RoomNumber Room, Login Caller, long RequestId, long Seq) : RoomCommand(Room, Caller, RequestId);

    /// <summary>
    /// A change of a message that was posted. Sent by a member's session; answered by <see cref="RoomReply.Changed"/> once on disk; safe to repeat.
    /// </summary>
    /// <param name="Room">The room.</param>
    /// <param name="Caller">The user who changes it.</param>
    /// <param name="RequestId">Comes back in the reply.</param>
    /// <param name="Seq">The number of the message.</param>
    /// <param name="OperationId">Makes a repeated change the same change, however late.</param>
    public abstract record ChangeMessage(RoomNumber Room, Login Caller, long RequestId, long Seq, string? OperationId) : RoomCommand(Room, Caller, RequestId);

    /// <summary>A new text.</summary>
    public sealed record Edit(RoomNumber Room, Login Caller, long RequestId, long Seq, string Text, string? OperationId) : ChangeMessage(Room, Caller, RequestId, Seq, OperationId)
    {
        public override string ToString() => $"Edit {Room} {RequestId}";
    }

    /// <summary>Only its place stays.</summary>
    public sealed record Delete(RoomNumber Room, Login Caller, long RequestId, long Seq, string? OperationId) : ChangeMessage(Room, Caller, RequestId, Seq, OperationId);

    /// <summary>A reaction of the caller, on or off. It needs no id: it is the same however often it comes.</summary>
    public sealed record React(RoomNumber Room, Login Caller, long RequestId, long Seq, string Reaction, bool On) : ChangeMessage(Room, Caller, RequestId, Seq, null)
    {
        public override string ToString() => $"React {Room} {RequestId}";
    }

    /// <summary>Sent by a member's session; answered by <see cref="RoomReply.Changes"/>: the messages that changed after a change's number.</summary>
    public sealed record ReadChanges(RoomNumber Room, Login Caller, long RequestId, long Since, int Limit) : RoomCommand(Room, Caller, RequestId);

    /// <summary>
    /// Sent by a session whose user blocks the companion or lifts the block, opened or not; answered by <see cref="RoomReply.BlockTaken"/> once on disk.
    /// </summary>
    /// <param name="Key">The two users.</param>
    /// <param name="Caller">The user who blocks.</param>
    /// <param name="RequestId">Comes back in the reply.</param>
    /// <param name="Blocks">Whether the companion is blocked from now on.</param>
    /// <param name="CompanionIsErased">Whether the session found the companion erased: then only a block can be lifted.</param>
    public sealed record SetBlock(RoomKey Key, Login Caller, long RequestId, bool Blocks, bool CompanionIsErased = false) : RoomCommand(Key.Number, Caller, RequestId);

    /// <summary>Sent by a member's session; answered by <see cref="RoomReply.SignTaken"/>; shown to the companion, never stored.</summary>
    public sealed record ShowSign(RoomNumber Room, Login Caller, long RequestId, Sign Sign) : RoomCommand(Room, Caller, RequestId);

    /// <summary>
    /// Sent for an operator, with the erased user as caller; answered by <see cref="RoomReply.AuthorErased"/> once on disk; safe to repeat.
    /// </summary>
    public sealed record EraseAuthor(RoomNumber Room, Login Caller, long RequestId) : RoomCommand(Room, Caller, RequestId);

    /// <summary>
    /// Sent by the server itself, with any of the two users as caller: the oldest texts that are over go, a bounded number of them. Answered by <see
    /// cref="RoomReply.Expired"/> once on disk; safe to repeat.
    /// </summary>
    public sealed record Expire(RoomNumber Room, Login Caller, long RequestId) : RoomCommand(Room, Caller, RequestId);

    /// <summary>Sent for an operator, with any of the two users as caller; answered by <see cref="RoomReply.RetentionTaken"/> once on disk; safe to repeat.</summary>
    /// <param name="Room">The room.</param>
    /// <param name="Caller">One of its users.</param>
    /// <param name="RequestId">Comes back in the reply.</param>
    /// <param name="Kept">How long its texts are kept, in milliseconds; 0 for ever, null as the settings say.</param>
    public sealed record SetRetention(RoomNumber Room, Login Caller, long RequestId, long? Kept) : RoomCommand(Room, Caller, RequestId);
}

/// <summary>The replies of a room to a session. Plain data: it may go to another node.</summary>
public abstract record RoomReply(long RequestId)
{
    /// <summary>The room exists and is on disk.</summary>
    /// <param name="RequestId">The request's.</param>
    /// <param name="Key">The room.</param>
    /// <param name="Created">Whether it did not exist before.</param>
    /// <param name="LastSeq">The number of its latest message: news of the next ones will come, those of it and of earlier ones may. 0 if there is none, or a node before this version answers.</param>
    public sealed record Opened(long RequestId, RoomKey Key, bool Created, long LastSeq = 0) : RoomReply(RequestId)
    {
        /// <summary>The number of its latest change, of which the same is true; null if a node before this version answers.</summary>
        public long? Rev { get; init; }

        /// <summary>Whether one of the two users blocks the other: then neither is told of the other's presence.</summary>
        public bool AnyBlocks { get; init; }

        /// <summary>The epoch of the partition's opening that says so; 0 if no other process can open it.</summary>
        public long Epoch { get; init; }
    }

    /// <summary>The message is on disk.</summary>
    /// <param name="RequestId">The request's.</param>
    /// <param name="Message">The stored message; for a repeat, the first one.</param>
    /// <param name="IsRead">Whether its recipient has read it.</param>
    /// <param name="Repeated">Whether it is a repeat: then nothing was published.</param>
    public sealed record Posted(long RequestId, ChatMessage Message, bool IsRead, bool Repeated) : RoomReply(RequestId)
    {
        /// <summary>The room, of a repeat: by now its users may have reacted to the message.</summary>
        public RoomKey? Key { get; init; }
    }

    /// <summary>A page of history, ascending.</summary>
    public sealed record Page(long RequestId, RoomKey Key, IReadOnlyList<ChatMessage> Messages, bool HasMore, long FirstReadUpTo, long SecondReadUpTo) : RoomReply(RequestId)
    {
        /// <summary>The number of a change of the room that these messages have, with all before it.</summary>
        public long Rev { get; init; }

        /// <summary>Up to where the first user's clients have the messages.</summary>
        public long FirstDeliveredUpTo { get; init; } = FirstReadUpTo;

        /// <summary>The same of the second user.</summary>
        public long SecondDeliveredUpTo { get; init; } = SecondReadUpTo;
    }

    /// <summary>The message is as it was asked for, on disk.</summary>
    /// <param name="RequestId">The request's.</param>
    /// <param name="Seq">The number of the message.</param>
    /// <param name="Rev">The number of the change; for a request that changed nothing, of the message's latest change, 0 if there was none.</param>
    /// <param name="Time">When, in UTC milliseconds since 1970.</param>
    public sealed record Changed(long RequestId, long Seq, long Rev, long Time) : RoomReply(RequestId);

    /// <summary>A page of messages that changed, in their present form, ascending by the number of their latest change.</summary>
    /// <param name="RequestId">The request's.</param>
    /// <param name="Key">The room.</param>
    /// <param name="Rev">The room's latest change: with the last page the asker has all changes up to it.</param>
    /// <param name="Messages">The messages.</param>
    /// <param name="HasMore">Whether there are more.</param>
    /// <param name="FirstReadUpTo">The first user's read marker.</param>
    /// <param name="SecondReadUpTo">The second user's.</param>
    public sealed record Changes(long RequestId, RoomKey Key, long Rev, IReadOnlyList<ChatMessage> Messages, bool HasMore, long FirstReadUpTo, long SecondReadUpTo) : RoomReply(RequestId);

    /// <summary>The companion is blocked, or is not any more, as it was asked for.</summary>
    public sealed record BlockTaken(long RequestId) : RoomReply(RequestId);

    /// <summary>The caller's marker that was to be moved, on disk.</summary>
    /// <param name="RequestId">The request's.</param>
    /// <param name="Seq">The marker; it never moves back.</param>
    /// <param name="Repeated">Whether it was there before: then nothing was published.</param>
    public sealed record Marked(long RequestId, long Seq, bool Repeated) : RoomReply(RequestId)
    {
        /// <summary>How many messages of the room the caller has not read, after <c>read</c>; null after <c>delivered</c>, and from nodes of earlier versions.</summary>
        public long? Unread { get; init; }
    }

    /// <summary>The companion is told.</summary>
    public sealed record SignTaken(long RequestId) : RoomReply(RequestId);

    /// <summary>From now on the author's texts are shown to nobody.</summary>
    public sealed record AuthorErased(long RequestId) : RoomReply(RequestId);

    /// <summary>Texts that were over are gone.</summary>
    /// <param name="RequestId">The request's.</param>
    /// <param name="AnyMore">Whether there may be more of them.</param>
    public sealed record Expired(long RequestId, bool AnyMore) : RoomReply(RequestId);

    /// <summary>The room's own retention is on disk.</summary>
    public sealed record RetentionTaken(long RequestId) : RoomReply(RequestId);

    /// <summary>The partition of the room is being handed over, and nothing was stored. Ask again by the routes, which know its next owner.</summary>
    public sealed record Moved(long RequestId) : RoomReply(RequestId);

    /// <summary>The request was refused; nothing was stored.</summary>
    public sealed record Refused(long RequestId, ChatError Error) : RoomReply(RequestId);
}
