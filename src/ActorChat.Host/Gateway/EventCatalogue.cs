using ActorChat.Actors.Common;
using static ActorChat.Host.Gateway.EventForms;
using Error = ActorChat.Actors.Common.ChatError;

namespace ActorChat.Host.Gateway;

/// <summary>What comes of a request for which the client asked no acknowledgement.</summary>
internal enum Unacknowledged
{
    /// <summary>The answer, as an event with the request's name.</summary>
    Answer,

    /// <summary>The session's own copy of the event with the request's name.</summary>
    OwnCopy,

    /// <summary>Nothing.</summary>
    Nothing,
}

/// <summary>A request of a client.</summary>
/// <param name="Name">The name of its event.</param>
/// <param name="Says">What it does.</param>
/// <param name="Takes">Its argument.</param>
/// <param name="Answers">Its answer, unless it is refused.</param>
/// <param name="Limit">The limit of its rate: a key under <c>actorchat.rate-limits.events</c>.</param>
/// <param name="Refusals">Why it can be refused, besides the reasons that all requests have.</param>
internal sealed record ClientRequest(string Name, string Says, ValueForm Takes, ObjectForm Answers, string Limit, params IReadOnlyList<ChatError> Refusals)
{
    /// <summary>Whether it may change what is stored; then it is answered once that is on disk.</summary>
    public bool IsStored { get; init; }

    public Unacknowledged Without { get; init; }

    /// <summary>Whether it can come without an argument.</summary>
    public bool MayBeBare { get; init; }

    /// <summary>Why it can be refused.</summary>
    public IEnumerable<ChatError> AllRefusals => [ChatError.InvalidRequest, ChatError.RateLimited, ChatError.Unavailable, .. Refusals];

    internal byte[] Utf8Name { get; } = System.Text.Encoding.UTF8.GetBytes(Name);
}

/// <summary>An event that clients get.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Says">When it comes, and to whom.</param>
/// <param name="Payload">Its argument.</param>
internal sealed record SentEvent(string Name, string Says, ValueForm Payload);

/// <summary>
/// Every event of the Socket.IO interface: its name, its fields with their bounds, its answer, its refusals, its limit. From here follow the names that are
/// known, the labels of metrics and the AsyncAPI document; specs compare the code, the limits and docs/protocol.md with it.
/// </summary>
internal static class EventCatalogue
{
    public const string JoinRoom = "join_room";
    public const string LeaveRoom = "leave_room";
    public const string Message = "message";
    public const string HaveRoom = "have_room";
    public const string Read = "read";
    public const string Typing = "typing";
    public const string Delivered = "delivered";
    public const string Edit = "edit";
    public const string Delete = "delete";
    public const string React = "react";
    public const string Changes = "changes";
    public const string Block = "block";
    public const string Unblock = "unblock";
    public const string Blocked = "blocked";
    public const string Sync = "sync";

    public const string GetName = "get_name";
    public const string Changed = "changed";
    public const string Chat = "chat";
    public const string Presence = "presence";
    public const string ChatError = "chat_error";
    public const string SessionEnded = "session_ended";

    /// <summary>The requests. Each name is compared with these in turn, so the frequent ones are first.</summary>
    public static readonly ClientRequest[] Requests =
    [
        new(
            Message,
            "Posts a message, to a companion or into a room.",
            ValueForm.EitherOf(
                Takes("MessageToCompanion", Companion, NewText, NewId, EventForms.ReplyTo.OrNone),
                Takes("MessageToRoom", Room, NewText, NewId, EventForms.ReplyTo.OrNone)),
            new("MessageStored", "The message is on disk.", Room, Id, Seq, Time, new EventField("repeated", ValueForm.True, "It was stored before.").OrMissing),
            "message",
            Error.Forbidden, Error.UserNotFound, Error.RoomNotFound, Error.MessageTooLong, Error.MessageNotFound, Error.Blocked, Error.SelfDialog)
        { IsStored = true, Without = Unacknowledged.OwnCopy },
        new(Read, "Marks the companion's messages as read.", Takes("ReadRequest", Room, UpTo), ReadMarked, "read", Error.Forbidden, Error.RoomNotFound)
        { IsStored = true, Without = Unacknowledged.OwnCopy },
        new(
            Typing,
            "Shows the companion that the user is writing. It is switched off automatically after some seconds.",
            Takes("TypingRequest", Room, EventForms.Typing),
            new("TypingShown", "The sign was shown."),
            "typing",
            Error.Forbidden, Error.RoomNotFound, Error.UserNotFound, Error.Blocked)
        { Without = Unacknowledged.Nothing },
        new(
            HaveRoom,
            "Reads a page of a room's messages; without a bound, the latest. The room's number alone may stand for the object.",
            ValueForm.EitherOf(
                Takes(
                    "HaveRoomRequest",
                    Room,
                    new EventField("before", ValueForm.Number, "Only messages before this `seq`.").OrNone,
                    new EventField("after", ValueForm.From(0), "Only messages after this `seq`.").OrNone,
                    Limit),
                ValueForm.Text()),
            new("RoomPage", "A page of a room's messages.", Room, Companion, Messages, HasMore, ReadUpTo, DeliveredUpTo, Rev, Epoch),
            "have-room",
            Error.Forbidden, Error.RoomNotFound),
        new(
            JoinRoom,
            "Opens the room with a companion. From now on the session gets its events.",
            Takes("JoinRoomRequest", Companion),
            new("RoomJoined", "The room exists and is on disk.", Room, Companion, new("created", ValueForm.Switch, "Whether it is new."), Epoch),
            "join-room",
            Error.Forbidden, Error.UserNotFound, Error.Blocked, Error.SelfDialog)
        { IsStored = true },
        new(LeaveRoom, "From now on the session gets `chat` in place of the room's events.", Takes("LeaveRoomRequest", Room), new("RoomLeft", "The room is left.", Room), "leave-room", Error.Forbidden, Error.RoomNotFound),
        new(Delivered, "The user's client has the companion's messages.", Takes("DeliveredRequest", Room, UpTo), Marked, "delivered", Error.Forbidden, Error.RoomNotFound)
        { IsStored = true, Without = Unacknowledged.OwnCopy },
        new(
            React,
            "Sets or removes a reaction of the user.",
            Takes(
                "ReactRequest",
                Room,
                Seq,
                new("reaction", ValueForm.Text(_ => MessageRules.MaxReactionLength), "One emoji, or a text without white space and control characters."),
                new("on", ValueForm.Switch, "Whether the user has it from now on.")),
            new("Reacted", "The reaction is on disk.", Room, Seq, OwnRev),
            "react",
            Error.Forbidden, Error.RoomNotFound, Error.UserNotFound, Error.MessageNotFound, Error.TooManyReactions, Error.Blocked)
        { IsStored = true },
        new(
            Edit,
            "Changes the text of an own message.",
            Takes("EditRequest", Room, Seq, NewText, OperationId),
            MessageChanged,
            "edit",
            Error.Forbidden, Error.RoomNotFound, Error.UserNotFound, Error.MessageTooLong, Error.MessageNotFound, Error.TooLate, Error.Blocked)
        { IsStored = true },
        new(
            Delete,
            "Deletes an own message, for both users.",
            Takes("DeleteRequest", Room, Seq, OperationId),
            MessageChanged,
            "delete",
            Error.Forbidden, Error.RoomNotFound, Error.MessageNotFound, Error.TooLate)
        { IsStored = true },
        new(
            Changes,
            "Reads which messages changed.",
            Takes("ChangesRequest", Room, new("since", ValueForm.From(0), "The `rev` after which they changed."), Limit),
            new("ChangesPage", "The messages that changed, ascending by their latest change.", Room, Rev, Messages, HasMore, Epoch),
            "changes",
            Error.Forbidden, Error.RoomNotFound),
        new(
            Sync,
            "Reads in which rooms anything happened.",
            Takes("SyncRequest", new EventField("cursor", ValueForm.AnyText, "From the answer before; without it, all rooms.").OrNone, Limit),
            new(
                "SyncPage",
                "A page of the user's rooms, the oldest happening first.",
                new("rooms", ValueForm.ListOf(ValueForm.Of(SyncedRoom)), "The rooms."),
                new("cursor", ValueForm.AnyText, "Where the next page, or the next `sync`, goes on."),
                new("complete", ValueForm.Switch, "Whether these are all up to now."),
                Epoch,
                new("reset", ValueForm.Switch, "The request's cursor was of another epoch: this page begins anew.")),
            "sync",
            Error.Forbidden)
        { MayBeBare = true },
        new(Block, "Refuses what another user sends.", ValueForm.Of(new("BlockRequest", "Whom.", new EventField("login", ValueForm.Login, "The other user."))), BlockSet, "block", Error.UserNotFound, Error.SelfDialog)
        { IsStored = true },
        new(Unblock, "Lifts a block.", ValueForm.Of(new("UnblockRequest", "Whom.", new EventField("login", ValueForm.Login, "The other user."))), BlockSet, "unblock", Error.UserNotFound, Error.SelfDialog)
        { IsStored = true },
        new(
            Blocked,
            "Reads whom the user blocks.",
            Takes("BlockedRequest"),
            new("BlockedLogins", "Whom the user blocks.", new EventField("logins", ValueForm.ListOf(ValueForm.Login), "In login order.")),
            "blocked",
            Error.Forbidden)
        { MayBeBare = true },
    ];

    /// <summary>Every reason for a refusal.</summary>
    public static readonly IReadOnlyList<Error> Refusals = [.. Requests.SelectMany(request => request.AllRefusals).DistinctBy(error => error.Code)];

    /// <summary>Why the server ends a session.</summary>
    public static readonly IReadOnlyList<CloseReason> CloseReasons =
    [
        CloseReason.TokenEnded, CloseReason.Blocked, CloseReason.EndedByAdmin, CloseReason.SlowConsumer, CloseReason.Flooding, CloseReason.RequestTimeout,
        CloseReason.SessionFailed, CloseReason.ServerStopping,
    ];

    /// <summary>The events that clients get.</summary>
    public static readonly SentEvent[] Events =
    [
        new(GetName, "The session is ready. The argument is the user's login as registered.", ValueForm.Login),
        new(Message, "To the joined sessions of both users.", ValueForm.Of(EventForms.Message)),
        new(
            Changed,
            "To the joined sessions of both users: a message changed.",
            ValueForm.Of(new("MessageChange", "A message that changed.", Room, new("rev", ValueForm.Number, "The change's number."), new("message", ValueForm.Of(EventForms.Message), "The message in its present form.")))),
        new(
            Chat,
            "To the two users' sessions that have not joined the room: a message came, or the latest one changed.",
            ValueForm.Of(new("Chat", "A room that is not joined.", Room, Companion, Unread, LastSeq, Rev, LastMessage))),
        new(Read, "To both users' sessions: a user has read.", ValueForm.Of(HasRead)),
        new(Delivered, "To both users' sessions: a user's client has messages.", ValueForm.Of(MarkerMoved)),
        new(
            Typing,
            "To the companion's joined sessions.",
            ValueForm.Of(new("TypingSign", "A user writes, or ceases to.", Room, new EventField("login", ValueForm.Login, "Who."), EventForms.Typing))),
        new(
            Presence,
            "To sessions that joined a room with the user: on join and at each change.",
            ValueForm.Of(new(
                "Presence",
                "Whether a user is connected.",
                new EventField("login", ValueForm.Login, "Who."),
                new("online", ValueForm.Switch, "Whether the user has a live session."),
                new("lastSeen", ValueForm.Time.OrNull, "When the last one ended; null while online, or if never seen.")))),
        new(
            ChatError,
            "A request without acknowledgement was refused.",
            ValueForm.Of(new("RefusedRequest", "Which request was refused, and why.", [new("event", ValueForm.AnyText, "The request's name; of an unknown one, its beginning."), .. ReasonFields(Refusals)]))),
        new(
            SessionEnded,
            "The server ends the session. It is the session's last event.",
            ValueForm.Of(new(
                "SessionEnd",
                "Why a session ended.",
                new("reason", ValueForm.OneOf([.. CloseReasons.Select(reason => reason.Code)]), "The stable code."),
                new("mayReconnect", ValueForm.Switch, "Whether the client may come back.")))),
    ];

    /// <summary>The name of a request, as a constant; null if there is none with that name.</summary>
    public static string? RequestOf(ReadOnlySpan<byte> name)
    {
        foreach (var request in Requests)
        {
            if (name.SequenceEqual(request.Utf8Name))
            {
                return request.Name;
            }
        }

        return null;
    }

    /// <summary>An argument that may name the session's user as well.</summary>
    private static ValueForm Takes(string name, params EventField[] fields) => ValueForm.Of(new ObjectForm(name, "What the request takes.", [Self, .. fields]));
}
