using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Actors.Tracing;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Gateway;

/// <summary>
/// Reads the events of one client: each is a request for its session, or is refused here. It copies from an event only what the request keeps.
/// </summary>
internal sealed class ClientRequests(Login self, LengthSettings lengths)
{
    private readonly MessageRules _messages = new(lengths);
    private readonly byte[] _self = Encoding.UTF8.GetBytes(self.Name);

    // Most clients write to one companion for a while, so its login is not checked and folded again each time.
    private byte[] _companionUtf8 = [];
    private Login _companion;

    /// <summary>Reads one event.</summary>
    /// <param name="name">The event's name, if it is a request's; null if there is no such request.</param>
    /// <param name="utf8Name">The event's name as received.</param>
    /// <param name="arguments">Its arguments: JSON values separated by commas.</param>
    /// <param name="ackId">The acknowledgement, if the client asked for one.</param>
    /// <param name="tag">Where the answer goes, in any case.</param>
    /// <param name="request">The request, if the result is null.</param>
    /// <param name="trace">The event's recording, if it is recorded.</param>
    /// <returns>Null, or why the event is refused.</returns>
    public ChatError? Read(string? name, ReadOnlySpan<byte> utf8Name, ReadOnlySpan<byte> arguments, long? ackId, out RequestTag tag, out SessionCommands.Request? request, EventTrace? trace = null)
    {
        request = null;
        tag = new RequestTag(name ?? ClientEvents.Shortened(utf8Name), ackId, trace);
        if (name is null)
        {
            return Refusals.UnknownEvent;
        }

        if (!RequestFields.TryRead(arguments, bareRoom: name == EventCatalogue.HaveRoom, mayBeMissing: name is EventCatalogue.Blocked or EventCatalogue.Sync, out var fields))
        {
            return Refusals.NotAnObject;
        }

        // Of these two the login is the other user's.
        var wrongLogin = name is EventCatalogue.Block or EventCatalogue.Unblock ? null : CheckLogin(fields.Login);
        return wrongLogin ?? name switch
        {
            EventCatalogue.Message => ReadMessage(in fields, tag, out request),
            EventCatalogue.Read => ReadMarker(in fields, tag, out request),
            EventCatalogue.Typing => ReadTyping(in fields, tag, out request),
            EventCatalogue.HaveRoom => ReadHistory(in fields, tag, out request),
            EventCatalogue.JoinRoom => ReadJoin(in fields, tag, out request),
            EventCatalogue.LeaveRoom => ReadLeave(in fields, tag, out request),
            EventCatalogue.Block or EventCatalogue.Unblock => ReadBlock(in fields, tag, name == EventCatalogue.Block, out request),
            _ => ChangeRequests.Read(name, in fields, tag, lengths, _messages, out request),
        };
    }

    private ChatError? ReadJoin(ref readonly RequestFields fields, RequestTag tag, out SessionCommands.Request? request)
    {
        var error = ReadCompanion(fields.Companion, out var companion);
        request = error is null ? new SessionCommands.JoinRoom(tag, companion) : null;
        return error;
    }

    private static ChatError? ReadLeave(ref readonly RequestFields fields, RequestTag tag, out SessionCommands.Request? request)
    {
        var error = FieldRules.ReadRoom(fields.Room, out var room);
        request = error is null ? new SessionCommands.LeaveRoom(tag, room) : null;
        return error;
    }

    private ChatError? ReadBlock(ref readonly RequestFields fields, RequestTag tag, bool blocks, out SessionCommands.Request? request)
    {
        var error = ReadCompanion(fields.Login, out var companion);
        request = error is null ? new SessionCommands.SetBlock(tag, companion, blocks) : null;
        return ReferenceEquals(error, Refusals.Companion) ? Refusals.OtherLogin : error;
    }

    private ChatError? ReadMessage(ref readonly RequestFields fields, RequestTag tag, out SessionCommands.Request? request)
    {
        request = null;
        if (fields.Companion.IsMissing == fields.Room.IsMissing)
        {
            return Refusals.CompanionOrRoom;
        }

        Login? companion = null;
        RoomNumber? room = null;
        if (fields.Room.IsMissing)
        {
            if (ReadCompanion(fields.Companion, out var login) is { } error)
            {
                return error;
            }

            companion = login;
        }
        else
        {
            if (FieldRules.ReadRoom(fields.Room, out var number) is { } error)
            {
                return error;
            }

            room = number;
        }

        var wrongText = _messages.ReadText(fields.Message, out var text);
        var wrongId = _messages.ReadClientId(fields.ClientMessageId, out var id);
        long? replyTo = null;
        if (!FieldRules.IsOptionalNumber(fields.ReplyTo, 1, FieldRules.MaxNumber, ref replyTo))
        {
            return Refusals.ReplyTo;
        }

        if ((wrongText ?? wrongId) is not { } wrong)
        {
            request = new SessionCommands.SendMessage(tag, companion, room, text!, id) { ReplyTo = replyTo ?? 0 };
            return null;
        }

        // It is only longer than the current limits. If it was stored under earlier ones, sending it again gets the first answer.
        if (id is null || (wrongText is not null && wrongText != ChatError.MessageTooLong))
        {
            return wrong;
        }

        request = new SessionCommands.SendAgain(tag, companion, room, "", id, wrong);
        return null;
    }

    private ChatError? ReadHistory(ref readonly RequestFields fields, RequestTag tag, out SessionCommands.Request? request)
    {
        request = null;
        long? before = null, after = null, limit = null;
        var error = FieldRules.ReadRoom(fields.Room, out var room)
            ?? (FieldRules.IsOptionalNumber(fields.Before, 1, FieldRules.MaxNumber, ref before) ? null : Refusals.Before)
            ?? (FieldRules.IsOptionalNumber(fields.After, 0, FieldRules.MaxNumber, ref after) ? null : Refusals.After)
            ?? (FieldRules.IsOptionalNumber(fields.Limit, 1, lengths.PageMax, ref limit) ? null : Refusals.Limit(lengths.PageMax));
        if (error is null)
        {
            request = new SessionCommands.HaveRoom(tag, room, before, after, (int?)limit ?? lengths.PageDefault);
        }

        return error;
    }

    private static ChatError? ReadMarker(ref readonly RequestFields fields, RequestTag tag, out SessionCommands.Request? request)
    {
        var error = FieldRules.ReadMessage(in fields, out var room, out var seq);
        request = error is null ? new SessionCommands.MarkRead(tag, room, seq) : null;
        return error;
    }

    private static ChatError? ReadTyping(ref readonly RequestFields fields, RequestTag tag, out SessionCommands.Request? request)
    {
        request = null;
        if (FieldRules.ReadRoom(fields.Room, out var room) is { } error)
        {
            return error;
        }

        if (!fields.Typing.TrySwitch(out var typing))
        {
            return Refusals.Typing;
        }

        request = new SessionCommands.ShowSign(tag, room, Sign.Typing(typing));
        return null;
    }

    private ChatError? CheckLogin(JsonField login)
    {
        if (login.IsMissing || login.Is(_self))
        {
            return null;
        }

        if (!login.IsText)
        {
            return Refusals.Login;
        }

        return Login.TryParse(login.TextUpTo(Login.MaxLength), Login.MaxLength, out var other) && other == self ? null : ChatError.Forbidden;
    }

    private ChatError? ReadCompanion(JsonField field, out Login companion)
    {
        var plain = field.PlainUtf8;
        if (!plain.IsEmpty && plain.SequenceEqual(_companionUtf8))
        {
            companion = _companion;
            return null;
        }

        if (!Login.TryParse(field.TextUpTo(Login.MaxLength), Login.MaxLength, out companion))
        {
            return Refusals.Companion;
        }

        if (companion == self)
        {
            return ChatError.SelfDialog;
        }

        if (!plain.IsEmpty)
        {
            (_companionUtf8, _companion) = (plain.ToArray(), companion);
        }

        return null;
    }
}
