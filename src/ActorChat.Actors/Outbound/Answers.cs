using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Outbound;

/// <summary>The answer to a request: an acknowledgement if the client asked for one, otherwise an event with the request's name.</summary>
public abstract record Answer
{
    private Answer()
    {
    }

    /// <summary><c>join_room</c>: the room exists and is on disk.</summary>
    public sealed record RoomJoined(RoomNumber Room, Login Companion, bool Created, string Epoch) : Answer;

    /// <summary><c>leave_room</c>.</summary>
    public sealed record RoomLeft(RoomNumber Room) : Answer;

    /// <summary><c>message</c>: it is on disk.</summary>
    public sealed record MessageStored(ChatMessage Message) : Answer;

    /// <summary><c>have_room</c>: messages ascending, with the read markers of both users.</summary>
    public sealed record History(RoomKey Room, Login Companion, IReadOnlyList<ChatMessage> Messages, bool HasMore, long FirstReadUpTo, long SecondReadUpTo, string Epoch) : Answer;

    /// <summary><c>read</c>: the caller's marker.</summary>
    public sealed record ReadMarked(RoomNumber Room, long Seq) : Answer;

    /// <summary>A sign, such as <c>typing</c>: <c>{}</c>; without an acknowledgement, nothing.</summary>
    public sealed record SignNoted : Answer;

    /// <summary>No further answer: the session's own copy of the event was the answer (a request without acknowledgement).</summary>
    public sealed record ByEvent : Answer;

    /// <summary>Any request: <c>{error: {code, message}}</c>, or the event <c>chat_error</c>.</summary>
    public sealed record Refused(ChatError Error) : Answer;
}
