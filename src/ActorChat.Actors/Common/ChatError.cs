namespace ActorChat.Actors.Common;

/// <summary>The catalogue of refusals of a socket event. The codes are part of the interface and never change.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">A sentence for the developer of the client.</param>
/// <param name="MayRetry">Whether the same request can succeed later.</param>
public sealed record ChatError(string Code, string Message, bool MayRetry)
{
    public static readonly ChatError InvalidRequest = new("invalid_request", "The request lacks a field or has one of the wrong form.", false);
    public static readonly ChatError Forbidden = new("forbidden", "The login is not the session's own.", false);
    public static readonly ChatError UserNotFound = new("user_not_found", "There is no such user.", false);
    public static readonly ChatError RoomNotFound = new("room_not_found", "There is no such room.", false);
    public static readonly ChatError NotTheAuthor = Forbidden.Because("Only its author may edit or delete a message.");
    public static readonly ChatError MessageNotFound = new("message_not_found", "The room has no such message, or it is deleted.", false);
    public static readonly ChatError TooLate = new("too_late", "The message is too old to be edited or deleted.", false);
    public static readonly ChatError TooManyReactions = new("too_many_reactions", "The user has as many reactions on this message as one may.", false);
    public static readonly ChatError Blocked = new("blocked", "The companion has blocked the user.", false);
    public static readonly ChatError MessageTooLong = new("message_too_long", "The message is longer than allowed.", false);
    public static readonly ChatError RateLimited = new("rate_limited", "Too many requests; slow down.", true);
    public static readonly ChatError TooManyRooms = RateLimited.Because("The session has joined as many rooms as one may; leave one first.");
    public static readonly ChatError TooManyNewRooms = RateLimited.Because("The user has opened many new rooms; wait before opening another.");
    public static readonly ChatError TooManyBlocks = RateLimited.Because("The user blocks as many users as one may; lift a block first.");
    public static readonly ChatError Unavailable = new("unavailable", "Not possible right now, nothing was stored; try again.", true);
    public static readonly ChatError SelfDialog = new("self_dialog", "A companion must be somebody else.", false);

    /// <summary>How long to wait until the same request is worth sending again; null where that is not known, or where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same refusal with a message that says exactly what was wrong.</summary>
    public ChatError Because(string message) => this with { Message = message };
}
