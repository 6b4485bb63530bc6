using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// What the edge tells a session: the client's requests, already read and of the right form, and the connection's end.
/// Every request is answered once through <see cref="IConnection.Answer"/>. Local to their node.
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

    /// <summary><c>message</c>, addressed by companion or by room: exactly one of the two is given.</summary>
    public record SendMessage(RequestTag Tag, Login? Companion, RoomNumber? Room, string Text, string? ClientMessageId) : Request(Tag)
    {
        public override string ToString() => $"SendMessage {Tag}";
    }

    /// <summary>A <c>message</c> that today's limits refuse; it may have been stored under those of before, and is then answered.</summary>
    public sealed record SendAgain(RequestTag Tag, Login? Companion, RoomNumber? Room, string Text, string? ClientMessageId, ChatError Otherwise)
        : SendMessage(Tag, Companion, Room, Text, ClientMessageId)
    {
        public override string ToString() => base.ToString();
    }

    /// <summary><c>have_room</c>.</summary>
    public sealed record HaveRoom(RequestTag Tag, RoomNumber Room, long? Before, long? After, int Limit) : Request(Tag);

    /// <summary><c>read</c>.</summary>
    public sealed record MarkRead(RequestTag Tag, RoomNumber Room, long Seq) : Request(Tag);

    /// <summary><c>typing</c>.</summary>
    public sealed record SetTyping(RequestTag Tag, RoomNumber Room, bool Typing) : Request(Tag);

    /// <summary>The client is connected and can be written to: it gets <c>get_name</c>, and its news from now on.</summary>
    public sealed record ConnectionReady : INoSerializationVerificationNeeded
    {
        public static readonly ConnectionReady Instance = new();
    }

    /// <summary>Some of what waited for the client has gone; told once for each <see cref="IConnection.TellWhenSent"/>.</summary>
    public sealed record SomeSent : INoSerializationVerificationNeeded
    {
        public static readonly SomeSent Instance = new();
    }

    /// <summary>Told by the registry: close the connection and end.</summary>
    public sealed record End(CloseReason Reason) : INoSerializationVerificationNeeded;

    /// <summary>The server stops: end as soon as what is under way is answered; further requests are refused as unavailable.</summary>
    public sealed record Leave(CloseReason Reason) : INoSerializationVerificationNeeded;

    /// <summary>The connection is gone; the session ends.</summary>
    public sealed record ConnectionEnded(string Reason) : INoSerializationVerificationNeeded;
}

/// <summary>What the edge asks of the parent of all sessions of its node. Local to their node.</summary>
public static class SessionDirectory
{
    /// <summary>A client was let in; answered by <see cref="SessionOpened"/> or <see cref="SessionRefused"/>.</summary>
    /// <param name="Login">In its registered spelling.</param>
    /// <param name="TokenId">Which token opened it: not the token itself.</param>
    /// <param name="TokenEndsAt">When that token ends, in UTC milliseconds since 1970: the session ends with it.</param>
    /// <param name="SessionId">The public session id.</param>
    /// <param name="Connection">The client's side.</param>
    public sealed record OpenSession(Login Login, string TokenId, long TokenEndsAt, string SessionId, IConnection Connection) : INoSerializationVerificationNeeded;

    /// <summary>What became of an <see cref="OpenSession"/>: <see cref="SessionOpened"/> or <see cref="SessionRefused"/>.</summary>
    public abstract record SessionOpening : INoSerializationVerificationNeeded
    {
        private protected SessionOpening()
        {
        }
    }

    /// <summary>The session lives: commands go to this actor.</summary>
    public sealed record SessionOpened(IActorRef Session) : SessionOpening;

    /// <summary>The node or the user has as many sessions as may be.</summary>
    public sealed record SessionRefused(ChatError Error) : SessionOpening;

    /// <summary>
    /// The server stops: so many of the sessions are told to leave, and no new ones are opened from the first time on;
    /// answered by <see cref="Live"/>.
    /// </summary>
    public sealed record LeaveWave(int Count) : INoSerializationVerificationNeeded;

    /// <summary>Asks for <see cref="Live"/> once there is no session any more.</summary>
    public sealed record TellWhenEmpty : INoSerializationVerificationNeeded
    {
        public static readonly TellWhenEmpty Instance = new();
    }

    /// <summary>How many sessions are alive, and how many of them were not told to leave.</summary>
    public sealed record Live(int Sessions, int Staying) : INoSerializationVerificationNeeded;

    /// <summary>Ends one session; answered by <see cref="RegistryCommands.SessionsEnded"/>.</summary>
    public sealed record EndSession(string SessionId, CloseReason Reason) : INoSerializationVerificationNeeded;
}
