using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// The rules for what changes about a message after it was posted, as the settings make them. Pure, as <see cref="RoomState"/> is: the room, the message and the
/// time go in, a decision comes out.
/// </summary>
/// <param name="EditWindow">How old a message may be that its author edits; null for any age.</param>
/// <param name="DeleteWindow">How old a message may be that its author deletes; null for any age.</param>
/// <param name="TracksDelivery">Whether it is recorded which messages a user's clients have.</param>
/// <param name="Retention">How long texts are kept in rooms without a retention of their own; null for ever.</param>
public sealed record RoomRules(TimeSpan? EditWindow, TimeSpan? DeleteWindow, bool TracksDelivery, TimeSpan? Retention = null)
{
    /// <summary>The shortest retention, of all rooms or of one: nothing goes at once.</summary>
    public static readonly TimeSpan MinRetention = TimeSpan.FromSeconds(1);

    /// <summary>The longest window and retention, a hundred years; more than that is <c>off</c>.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(36_500);

    /// <summary>Different reactions of a user on a message, at most. It is part of the interface.</summary>
    public const int MaxReactionsOfUser = 20;

    /// <param name="room">The room as it was decided.</param>
    /// <param name="change">The command, which the room has admitted.</param>
    /// <param name="message">The message in its present form; null if there is none that the caller can have seen.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    public Decision Decide(RoomState room, RoomCommand.ChangeMessage change, ChatMessage? message, long now) => change switch
    {
        RoomCommand.Edit edit => Decide(room, edit, message, now),
        RoomCommand.Delete delete => Decide(room, delete, message, now),
        RoomCommand.React react => Decide(room, react, message, now),
        _ => throw new InvalidOperationException($"Unknown change {change.GetType().Name}."),
    };

    /// <summary>The changes by which the texts of a page that are over go: each leaves the message's place, and counts in the room's changes as any other.</summary>
    /// <param name="room">The room as it was decided.</param>
    /// <param name="kept">The room's own retention, in milliseconds; 0 for ever, null if it has none.</param>
    /// <param name="page">Its oldest messages that were not over, ascending, in their present form.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    public Expiry Expire(RoomState room, long? kept, IReadOnlyList<ChatMessage> page, long now)
    {
        var (changes, upTo, rev) = (new List<(MessageChanged, ChatMessage)>(), 0L, room.Rev);
        foreach (var message in page)
        {
            if (!IsExpired(kept, message.Time, now))
            {
                return new Expiry(changes, upTo, false);
            }

            upTo = message.Seq;
            if (!message.IsDeleted && !message.IsErased)
            {
                var changed = new MessageChanged(room.Key, message.Author, message.Seq, now, "", Deleted(message, now) with { Rev = ++rev }, null);
                changes.Add((changed, message.After(changed)));
            }
        }

        return new Expiry(changes, upTo, page.Count > 0);
    }

    /// <summary>Whether a text of this time is over.</summary>
    /// <param name="kept">The room's own retention, in milliseconds; 0 for ever, null if it has none.</param>
    /// <param name="time">When the message was posted, in UTC milliseconds since 1970.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    public bool IsExpired(long? kept, long time, long now) => (kept ?? (long?)Retention?.TotalMilliseconds ?? 0) is > 0 and var limit && now - time > limit;

    private Decision Decide(RoomState room, RoomCommand.Edit edit, ChatMessage? message, long now)
    {
        if (room.RefusalOfNew(edit.Caller) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        if (message is null or { IsDeleted: true } or { IsErased: true })
        {
            return Decision.Refuse(ChatError.MessageNotFound);
        }

        if (message.Author != edit.Caller)
        {
            return Decision.Refuse(ChatError.NotTheAuthor);
        }

        if (message.Text == edit.Text)
        {
            return AsBefore(room, edit, message, message.Details is { EditedAt: not 0 and var edited } ? edited : message.Time);
        }

        return IsOver(EditWindow, message, now)
            ? Decision.Refuse(ChatError.TooLate)
            : Change(room, edit, message, edit.Text, DetailsOf(message) with { EditedAt = now }, now);
    }

    /// <summary>Whoever blocks or was erased: what its author takes back goes.</summary>
    private Decision Decide(RoomState room, RoomCommand.Delete delete, ChatMessage? message, long now)
    {
        if (message is null or { IsErased: true })
        {
            return Decision.Refuse(ChatError.MessageNotFound);
        }

        if (message.Author != delete.Caller)
        {
            return Decision.Refuse(ChatError.NotTheAuthor);
        }

        if (message is { IsDeleted: true, Details: { } deleted })
        {
            return AsBefore(room, delete, message, deleted.DeletedAt);
        }

        return IsOver(DeleteWindow, message, now)
            ? Decision.Refuse(ChatError.TooLate)
            : Change(room, delete, message, "", Deleted(message, now), now);
    }

    private static Decision Decide(RoomState room, RoomCommand.React react, ChatMessage? message, long now)
    {
        if (room.RefusalOfNew(react.Caller) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        if (message is null or { IsDeleted: true } or { IsErased: true })
        {
            return Decision.Refuse(ChatError.MessageNotFound);
        }

        var (details, isFirst) = (DetailsOf(message), react.Caller == room.Key.First);
        var reactions = isFirst ? details.FirstReactions : details.SecondReactions;
        if (reactions.Contains(react.Reaction) == react.On)
        {
            return AsBefore(room, react, message, message.Time);
        }

        if (react.On && reactions.Length >= MaxReactionsOfUser)
        {
            return Decision.Refuse(ChatError.TooManyReactions);
        }

        reactions = react.On ? reactions.Add(react.Reaction) : reactions.Remove(react.Reaction);
        return Change(room, react, message, null, isFirst ? details with { FirstReactions = reactions } : details with { SecondReactions = reactions }, now);
    }

    private static bool IsOver(TimeSpan? window, ChatMessage message, long now) => window is { } open && now - message.Time > open.TotalMilliseconds;

    private static MessageDetails Deleted(ChatMessage message, long now) => new(DetailsOf(message).ReplyTo) { DeletedAt = now };

    private static MessageDetails DetailsOf(ChatMessage message) => message.Details ?? new MessageDetails(0);

    /// <summary>Nothing changes. The answer of an operation with an id is kept all the same, for when it is sent again.</summary>
    private static Decision AsBefore(RoomState room, RoomCommand.ChangeMessage change, ChatMessage message, long time) => change.OperationId is { } id
        ? Decision.Accept(null, new OperationKept(room.Key, room.AsRegistered(change.Caller), id, message.Seq, message.Rev, time))
        : Decision.AsBefore(new RoomReply.Changed(change.RequestId, message.Seq, message.Rev, time));

    private static Decision Change(RoomState room, RoomCommand.ChangeMessage change, ChatMessage message, string? text, MessageDetails details, long now)
    {
        var changed = new MessageChanged(room.Key, room.AsRegistered(change.Caller), message.Seq, now, text, details with { Rev = room.Rev + 1 }, change.OperationId);
        return Decision.Change(changed, message.After(changed));
    }
}
