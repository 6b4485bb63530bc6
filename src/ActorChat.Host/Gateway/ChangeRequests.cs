using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Gateway;

/// <summary>Reads the events about what happens to messages after they were posted.</summary>
internal static class ChangeRequests
{
    /// <summary>More than a cursor takes with as many room partitions as there can be.</summary>
    private const int MaxCursorLength = 16 * 1024;

    /// <param name="name">The event's name.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="tag">Where the answer goes.</param>
    /// <param name="lengths">The limits.</param>
    /// <param name="messages">The rules for texts.</param>
    /// <param name="request">The request, if the result is null.</param>
    /// <returns>Null, or why the event is refused.</returns>
    public static ChatError? Read(string name, ref readonly RequestFields fields, RequestTag tag, LengthSettings lengths, MessageRules messages, out SessionCommands.Request? request)
    {
        (request, var error) = name switch
        {
            EventCatalogue.Edit => ReadEdit(in fields, tag, messages),
            EventCatalogue.Delete => ReadDelete(in fields, tag, messages),
            EventCatalogue.React => ReadReaction(in fields, tag),
            EventCatalogue.Changes => ReadChanges(in fields, tag, lengths),
            EventCatalogue.Delivered => ReadDelivered(in fields, tag),
            EventCatalogue.Sync => ReadSync(in fields, tag, lengths),
            EventCatalogue.Blocked => (new SessionCommands.ListBlocked(tag), null),
            _ => (null, Refusals.UnknownEvent),
        };
        request = error is null ? request : null;
        return error;
    }

    private static (SessionCommands.Request? Request, ChatError? Error) ReadEdit(ref readonly RequestFields fields, RequestTag tag, MessageRules messages)
    {
        string? text = null, operation = null;
        var error = FieldRules.ReadMessage(in fields, out var room, out var seq)
            ?? messages.ReadText(fields.Message, out text)
            ?? messages.ReadOperationId(fields.OperationId, out operation);
        return (new SessionCommands.EditMessage(tag, room, seq, text ?? "", operation), error);
    }

    private static (SessionCommands.Request? Request, ChatError? Error) ReadDelete(ref readonly RequestFields fields, RequestTag tag, MessageRules messages)
    {
        string? operation = null;
        var error = FieldRules.ReadMessage(in fields, out var room, out var seq) ?? messages.ReadOperationId(fields.OperationId, out operation);
        return (new SessionCommands.DeleteMessage(tag, room, seq, operation), error);
    }

    private static (SessionCommands.Request? Request, ChatError? Error) ReadReaction(ref readonly RequestFields fields, RequestTag tag)
    {
        var (reaction, on) = ("", false);
        var error = FieldRules.ReadMessage(in fields, out var room, out var seq)
            ?? MessageRules.ReadReaction(fields.Reaction, out reaction)
            ?? (fields.On.TrySwitch(out on) ? null : Refusals.On);
        return (new SessionCommands.React(tag, room, seq, reaction, on), error);
    }

    private static (SessionCommands.Request? Request, ChatError? Error) ReadChanges(ref readonly RequestFields fields, RequestTag tag, LengthSettings lengths)
    {
        var (since, limit) = (0L, 0);
        var error = FieldRules.ReadRoom(fields.Room, out var room)
            ?? (fields.Since.TryWhole(out since) && since is >= 0 and <= FieldRules.MaxNumber ? null : Refusals.Since)
            ?? ReadLimit(fields.Limit, lengths, out limit);
        return (new SessionCommands.ReadChanges(tag, room, since, limit), error);
    }

    private static (SessionCommands.Request? Request, ChatError? Error) ReadDelivered(ref readonly RequestFields fields, RequestTag tag)
    {
        var error = FieldRules.ReadMessage(in fields, out var room, out var seq);
        return (new SessionCommands.MarkDelivered(tag, room, seq), error);
    }

    private static (SessionCommands.Request? Request, ChatError? Error) ReadSync(ref readonly RequestFields fields, RequestTag tag, LengthSettings lengths)
    {
        string? cursor = null;
        var error = ReadLimit(fields.Limit, lengths, out var limit) ?? ReadCursor(fields.Cursor, out cursor);
        return (new SessionCommands.Sync(tag, cursor, limit), error);
    }

    private static ChatError? ReadLimit(JsonField field, LengthSettings lengths, out int limit)
    {
        long? given = null;
        var isLegal = FieldRules.IsOptionalNumber(field, 1, lengths.PageMax, ref given);
        limit = isLegal ? (int?)given ?? lengths.PageDefault : 0;
        return isLegal ? null : Refusals.Limit(lengths.PageMax);
    }

    /// <summary>What it says is for the tables to read.</summary>
    private static ChatError? ReadCursor(JsonField field, out string? cursor)
    {
        cursor = field.IsMissing ? null : field.TextUpTo(MaxCursorLength);
        return field.IsMissing || cursor?.Length <= MaxCursorLength ? null : Refusals.Cursor;
    }
}
