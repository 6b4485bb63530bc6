using ActorChat.Actors.Common;

namespace ActorChat.Host.Gateway;

/// <summary>The refusals of requests of the wrong form; each says which field is wrong and what it should be.</summary>
internal static class Refusals
{
    public static readonly ChatError UnknownEvent = ChatError.InvalidRequest.Because("There is no such event.");
    public static readonly ChatError NotAnObject = ChatError.InvalidRequest.Because("The request takes one object.");
    public static readonly ChatError Login = ChatError.InvalidRequest.Because("login must be a string.");
    public static readonly ChatError Companion = ChatError.InvalidRequest.Because("companion must be a login.");
    public static readonly ChatError CompanionOrRoom = ChatError.InvalidRequest.Because("Either companion or room must be given.");
    public static readonly ChatError Room = ChatError.InvalidRequest.Because("room must be a room number.");
    public static readonly ChatError Message = ChatError.InvalidRequest.Because("message must be a text that is not only white space, without U+0000 and lone surrogates.");
    public static readonly ChatError Seq = ChatError.InvalidRequest.Because("seq must be a whole number from 1.");
    public static readonly ChatError Before = ChatError.InvalidRequest.Because("before must be a whole number from 1.");
    public static readonly ChatError After = ChatError.InvalidRequest.Because("after must be a whole number from 0.");
    public static readonly ChatError Typing = ChatError.InvalidRequest.Because("typing must be true or false.");

    public static readonly ChatError OtherLogin = ChatError.InvalidRequest.Because("login must be the login of another user.");
    public static readonly ChatError ReplyTo = ChatError.InvalidRequest.Because("replyTo must be a whole number from 1.");
    public static readonly ChatError Reaction = ChatError.InvalidRequest.Because("reaction must be one emoji, or a text of 1 to 16 characters without white space and control characters.");
    public static readonly ChatError On = ChatError.InvalidRequest.Because("on must be true or false.");
    public static readonly ChatError Since = ChatError.InvalidRequest.Because("since must be a whole number from 0.");
    public static readonly ChatError Cursor = ChatError.InvalidRequest.Because("cursor must be one that sync has answered.");

    public static ChatError OperationId(int max) => ChatError.InvalidRequest.Because($"operationId must be a string of 1 to {max} characters.");

    public static ChatError Limit(int max) => ChatError.InvalidRequest.Because($"limit must be a whole number from 1 to {max}.");

    public static ChatError ClientMessageId(int max) => ChatError.InvalidRequest.Because($"clientMessageId must be a string of 1 to {max} characters.");
}
