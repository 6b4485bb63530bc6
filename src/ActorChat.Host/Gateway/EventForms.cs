using ActorChat.Actors.Common;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Gateway;

/// <summary>The objects that several events have, and their members.</summary>
internal static class EventForms
{
    public static readonly EventField Room = new("room", ValueForm.Text(), "The room's number.");
    public static readonly EventField Companion = new("companion", ValueForm.Login, "The other user of the room.");
    public static readonly EventField Author = new("login", ValueForm.Login, "Who wrote it.");
    public static readonly EventField Self = new EventField("login", ValueForm.Login, "The session's own user.").OrNone;
    public static readonly EventField Seq = new("seq", ValueForm.Number, "The message's number in its room: 1, 2, 3, … without gaps. It never changes.");
    public static readonly EventField LastSeq = new("seq", ValueForm.From(0), "The number of the room's latest message; 0 if there is none.");
    public static readonly EventField UpTo = new("seq", ValueForm.Number, "Up to which message.");
    public static readonly EventField Rev = new("rev", ValueForm.From(0), "The number of the room's latest change; 0 if there is none.");
    public static readonly EventField OwnRev = new("rev", ValueForm.From(0), "The number of the message's latest change in the room; 0 if there is none.");
    public static readonly EventField Id = new("id", ValueForm.Number, "The message's number in the whole system.");
    public static readonly EventField Time = new("time", ValueForm.Time, "When the server stored it, in UTC.");
    public static readonly EventField Epoch = new("epoch", ValueForm.Exactly(16), "Names this history of the data: numbers of another one mean nothing.");
    public static readonly EventField NewText = new("message", ValueForm.Text(lengths => lengths.MessageLength), "The text: not only white space, without U+0000 and lone surrogates.");
    public static readonly EventField NewId = new EventField("clientMessageId", ClientId, "Makes a message that is sent again the same message.").OrNone;
    public static readonly EventField ReplyTo = new("replyTo", ValueForm.Number, "The `seq` of the message of this room that it answers.");
    public static readonly EventField OperationId = new EventField("operationId", ClientId, "Makes a change that is sent again the same change.").OrNone;
    public static readonly EventField Limit = new EventField("limit", ValueForm.From(1, lengths => lengths.PageMax), "How many there may be in the answer.").OrNone;
    public static readonly EventField HasMore = new("hasMore", ValueForm.Switch, "Whether there are more in the page's direction.");
    public static readonly EventField Unread = new("unread", ValueForm.From(0), "How many messages of the companion the user has not read.");
    public static readonly EventField ReadUpTo = new("read", ValueForm.Markers, "Up to which `seq` each user has read the other's messages.");
    public static readonly EventField DeliveredUpTo = new("delivered", ValueForm.Markers, "Up to which `seq` each user's clients have the other's messages.");
    public static readonly EventField Typing = new("typing", ValueForm.Switch, "Whether the user is writing.");

    /// <summary>The order of its members is that of <see cref="MessageJson"/>.</summary>
    public static readonly ObjectForm Message = new(
        "Message",
        "A message in its present form.",
        Room,
        Id,
        Seq,
        Author,
        new("message", ValueForm.AnyText, "The text; empty if it was deleted or erased."),
        Time,
        new EventField("clientMessageId", ValueForm.Text(_ => LengthSettings.MaxClientMessageIdLength), "The id under which its author's client sent it.").OrMissing,
        new EventField("erased", ValueForm.True, "An operator erased its author's data.").OrMissing,
        ReplyTo.OrMissing,
        new EventField("rev", ValueForm.Number, "The number of its latest change in the room.").OrMissing,
        new EventField("editedAt", ValueForm.Time, "When its text last changed, in UTC.").OrMissing,
        new EventField("deleted", ValueForm.True, "It was deleted.").OrMissing,
        new EventField("reactions", ValueForm.MapOf(ValueForm.ListOf(ValueForm.Login)), "Each reaction with those who have it: `{\"👍\": [\"alice\"]}`.").OrMissing,
        new("isRead", ValueForm.Switch, "Whether its recipient has read it."));

    public static readonly EventField LastMessage = new("lastMessage", ValueForm.Of(Message), "The room's latest message.");

    public static readonly EventField Messages = new("messages", ValueForm.ListOf(ValueForm.Of(Message)), "The messages, ascending.");

    public static readonly ObjectForm SyncedRoom = new(
        "SyncedRoom",
        "A room in its present state.",
        Room,
        Companion,
        LastSeq,
        Rev,
        Unread,
        ReadUpTo,
        DeliveredUpTo,
        LastMessage with { Form = LastMessage.Form.OrNull });

    /// <summary>The answer of those that name a room and a message only.</summary>
    public static readonly ObjectForm Marked = new("Marked", "The user's marker.", Room, UpTo);

    public static readonly ObjectForm ReadMarked = new("ReadMarked", "The user's marker.", Room, UpTo, Unread.OrMissing);

    public static readonly ObjectForm MessageChanged = new("MessageChanged", "The change is on disk.", Room, Seq, OwnRev, Time);

    public static readonly ObjectForm BlockSet = new(
        "BlockSet", "The block is on disk.", new EventField("login", ValueForm.Login, "The other user."), new("blocked", ValueForm.Switch, "Whether the user is blocked now."));

    public static readonly ObjectForm MarkerMoved = new(
        "MarkerMoved", "A user's clients have messages of the other one.", Room, new EventField("login", ValueForm.Login, "Whose marker it is."), UpTo);

    public static readonly ObjectForm HasRead = new(
        "HasRead",
        "A user has read messages of the other one.",
        Room,
        new EventField("login", ValueForm.Login, "Whose marker it is."),
        UpTo,
        new EventField("unread", ValueForm.From(0), "How many messages of the room `login` has not read.").OrMissing);

    private static ValueForm ClientId => ValueForm.Text(lengths => lengths.ClientMessageIdLength);

    /// <summary>Why a request was refused, in its acknowledgement.</summary>
    public static ObjectForm Refusal(IEnumerable<ChatError> errors) => new(
        "Refusal", "The request was refused.", new EventField("error", ValueForm.Of(new ObjectForm("RefusalReason", "Why a request was refused.", ReasonFields(errors))), "Why."));

    public static EventField[] ReasonFields(IEnumerable<ChatError> errors) =>
    [
        new("code", ValueForm.CodeOf(errors), "The stable code."),
        new("message", ValueForm.Text(), "A sentence for the developer of the client."),
        new EventField("retryAfter", ValueForm.From(0), "After how many milliseconds the same request is admitted; only where waiting helps.").OrMissing,
    ];
}
