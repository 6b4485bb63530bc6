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
    /// <param name="Message">The stored message.</param>
    /// <param name="Repeated">Whether it was there before.</param>
    public sealed record MessageStored(ChatMessage Message, bool Repeated = false) : Answer;

    /// <summary><c>edit</c> and <c>delete</c>: the change is on disk.</summary>
    public sealed record MessageChanged(RoomNumber Room, long Seq, long Rev, long Time) : Answer;

    /// <summary><c>react</c>: the reaction is on disk.</summary>
    public sealed record Reacted(RoomNumber Room, long Seq, long Rev) : Answer;

    /// <summary><c>have_room</c>: messages ascending, with the markers of both users.</summary>
    public sealed record History(RoomReply.Page Page, Login Companion, string Epoch) : Answer;

    /// <summary><c>changes</c>: messages that changed, ascending by the number of their latest change.</summary>
    public sealed record ChangesRead(RoomReply.Changes Changes, string Epoch) : Answer;

    /// <summary><c>sync</c>: a page of the user's rooms.</summary>
    public sealed record Synced(SyncPage Page, Login Login, string Epoch) : Answer;

    /// <summary><c>block</c> and <c>unblock</c>: it is on disk.</summary>
    public sealed record BlockSet(Login Companion, bool IsBlocked) : Answer;

    /// <summary><c>blocked</c>: whom the caller blocks.</summary>
    public sealed record Blocked(IReadOnlyList<Login> Logins) : Answer;

    /// <summary><c>read</c> and <c>delivered</c>: the caller's marker.</summary>
    /// <param name="Room">The room.</param>
    /// <param name="Seq">Where the marker is.</param>
    /// <param name="Unread">How many messages of the room the caller has not read; null after <c>delivered</c>.</param>
    public sealed record Marked(RoomNumber Room, long Seq, long? Unread = null) : Answer;

    /// <summary>A sign, such as <c>typing</c>: <c>{}</c>; without an acknowledgement, nothing.</summary>
    public sealed record SignNoted : Answer;

    /// <summary>No further answer: the session's own copy of the event was the answer (a request without acknowledgement).</summary>
    public sealed record ByEvent : Answer;

    /// <summary>Any request: <c>{error: {code, message}}</c>, or the event <c>chat_error</c>.</summary>
    public sealed record Refused(ChatError Error) : Answer;
}
