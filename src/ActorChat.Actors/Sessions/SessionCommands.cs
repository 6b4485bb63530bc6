using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// What the edge sends to a session: the client's requests, already parsed and of the right form, and the connection's end. Every request is answered once
/// through <see cref="IConnection.Answer"/>. Local to their node.
/// </summary>
public static class SessionCommands
{
    /// <summary>A request of the client.</summary>
    /// <param name="Tag">Where its answer goes.</param>
    public abstract record Request(RequestTag Tag) : INoSerializationVerificationNeeded;

    /// <summary><c>join_room</c>.</summary>
    public sealed record JoinRoom(RequestTag Tag, Login Companion) : Request(Tag);

    /// <summary><c>leave_room</c>.</summary>
    public sealed record LeaveRoom(RequestTag Tag, RoomNumber Room) : Request(Tag);

    /// <summary><c>message</c>, addressed either by companion or by room.</summary>
    public record SendMessage(RequestTag Tag, Login? Companion, RoomNumber? Room, string Text, string? ClientMessageId) : Request(Tag)
    {
        /// <summary>The number of the message that it answers; 0 if it answers none.</summary>
        public long ReplyTo { get; init; }

        public override string ToString() => $"SendMessage {Tag}";
    }

    /// <summary>A <c>message</c> that the current limits refuse. If it was stored under earlier limits, it gets its first answer.</summary>
    public sealed record SendAgain(RequestTag Tag, Login? Companion, RoomNumber? Room, string Text, string? ClientMessageId, ChatError Otherwise)
        : SendMessage(Tag, Companion, Room, Text, ClientMessageId)
    {
        public override string ToString() => base.ToString();
    }

    /// <summary><c>have_room</c>.</summary>
    public sealed record HaveRoom(RequestTag Tag, RoomNumber Room, long? Before, long? After, int Limit) : Request(Tag);

    /// <summary><c>read</c>.</summary>
    public sealed record MarkRead(RequestTag Tag, RoomNumber Room, long Seq) : Request(Tag);

    /// <summary><c>delivered</c>.</summary>
    public sealed record MarkDelivered(RequestTag Tag, RoomNumber Room, long Seq) : Request(Tag);

    /// <summary><c>edit</c>.</summary>
    public sealed record EditMessage(RequestTag Tag, RoomNumber Room, long Seq, string Text, string? OperationId) : Request(Tag)
    {
        public override string ToString() => $"EditMessage {Tag}";
    }

    /// <summary><c>delete</c>.</summary>
    public sealed record DeleteMessage(RequestTag Tag, RoomNumber Room, long Seq, string? OperationId) : Request(Tag);

    /// <summary><c>react</c>.</summary>
    public sealed record React(RequestTag Tag, RoomNumber Room, long Seq, string Reaction, bool On) : Request(Tag)
    {
        public override string ToString() => $"React {Tag}";
    }

    /// <summary><c>changes</c>.</summary>
    public sealed record ReadChanges(RequestTag Tag, RoomNumber Room, long Since, int Limit) : Request(Tag);

    /// <summary><c>block</c> and <c>unblock</c>.</summary>
    public sealed record SetBlock(RequestTag Tag, Login Companion, bool Blocks) : Request(Tag);

    /// <summary><c>blocked</c>.</summary>
    public sealed record ListBlocked(RequestTag Tag) : Request(Tag);

    /// <summary><c>sync</c>.</summary>
    public sealed record Sync(RequestTag Tag, string? Cursor, int Limit) : Request(Tag);

    /// <summary><c>typing</c>, and whatever else is shown to the companion and not stored.</summary>
    public sealed record ShowSign(RequestTag Tag, RoomNumber Room, Sign Sign) : Request(Tag);

    /// <summary>The client is connected and can be written to: it gets <c>get_name</c>, and from now on its news.</summary>
    public sealed record ConnectionReady : INoSerializationVerificationNeeded
    {
        public static readonly ConnectionReady Instance = new();
    }

    /// <summary>Some of the client's waiting bytes were sent; sent once for each <see cref="IConnection.TellWhenSent"/>.</summary>
    public sealed record SomeSent : INoSerializationVerificationNeeded
    {
        public static readonly SomeSent Instance = new();
    }

    /// <summary>Sent by the registry: close the connection and end.</summary>
    public sealed record End(CloseReason Reason) : INoSerializationVerificationNeeded;

    /// <summary>
    /// Nobody can say what of this room partition has not come: a session that relies on it closes its connection and ends, and its client asks for what it
    /// missed.
    /// </summary>
    public sealed record PartitionLost(int Partition) : INoSerializationVerificationNeeded;

    /// <summary>The server stops: end as soon as pending requests are answered; further requests are refused as unavailable.</summary>
    public sealed record Leave(CloseReason Reason) : INoSerializationVerificationNeeded;

    /// <summary>The connection is gone; the session ends.</summary>
    public sealed record ConnectionEnded(string Reason) : INoSerializationVerificationNeeded;
}

/// <summary>The edge's requests to the parent of all sessions of its node. Local to their node.</summary>
public static class SessionDirectory
{
    /// <summary>A client was admitted; answered by <see cref="SessionOpened"/> or <see cref="SessionRefused"/>.</summary>
    /// <param name="Login">In its registered spelling.</param>
    /// <param name="TokenId">The id of the token that opened it, not the token itself.</param>
    /// <param name="TokenEndsAt">When that token ends, in UTC milliseconds since 1970: the session ends with it.</param>
    /// <param name="SessionId">The public session id.</param>
    /// <param name="Connection">The client's side.</param>
    public sealed record OpenSession(Login Login, string TokenId, long TokenEndsAt, string SessionId, IConnection Connection) : INoSerializationVerificationNeeded;

    /// <summary>The answer to <see cref="OpenSession"/>: <see cref="SessionOpened"/> or <see cref="SessionRefused"/>.</summary>
    public abstract record SessionOpening : INoSerializationVerificationNeeded
    {
        private protected SessionOpening()
        {
        }
    }

    /// <summary>The session lives: commands go to this actor.</summary>
    public sealed record SessionOpened(IActorRef Session) : SessionOpening;

    /// <summary>The node or the user has the maximum number of sessions.</summary>
    public sealed record SessionRefused(ChatError Error) : SessionOpening;

    /// <summary>
    /// The server stops: this many sessions are told to leave, and from the first message on no new ones are opened; answered by <see cref="Live"/>.
    /// </summary>
    public sealed record LeaveWave(int Count) : INoSerializationVerificationNeeded;

    /// <summary>Asks for <see cref="Live"/> once there are no sessions left.</summary>
    public sealed record TellWhenEmpty : INoSerializationVerificationNeeded
    {
        public static readonly TellWhenEmpty Instance = new();
    }

    /// <summary>How many sessions are alive, and how many of them were not told to leave.</summary>
    public sealed record Live(int Sessions, int Staying) : INoSerializationVerificationNeeded;

    /// <summary>Ends one session; answered by <see cref="RegistryCommands.SessionsEnded"/>.</summary>
    public sealed record EndSession(string SessionId, CloseReason Reason) : INoSerializationVerificationNeeded;
}
