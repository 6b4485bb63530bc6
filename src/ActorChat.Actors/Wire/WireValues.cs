using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using Google.Protobuf;

namespace ActorChat.Actors.Wire;

/// <summary>Writes and reads the parts that many messages have.</summary>
internal static class WireValues
{
    /// <summary>A refusal from the catalogue comes back as the catalogue's object, because some code compares the objects.</summary>
    private static readonly ChatError[] Catalogue =
    [
        ChatError.InvalidRequest, ChatError.Forbidden, ChatError.UserNotFound, ChatError.RoomNotFound, ChatError.MessageTooLong, ChatError.RateLimited,
        ChatError.TooManyRooms, ChatError.TooManyNewRooms, ChatError.Unavailable, ChatError.SelfDialog, ChatError.NotTheAuthor, ChatError.MessageNotFound,
        ChatError.TooLate, ChatError.TooManyReactions, ChatError.Blocked, ChatError.TooManyBlocks,
    ];

    public static ByteString Write(RoomNumber room) => ByteString.CopyFrom(room.Value.ToByteArray(bigEndian: true));

    public static RoomNumber ReadRoom(ByteString written) => new(new Guid(written.Span, bigEndian: true));

    public static Login ReadLogin(string name) => Login.FromStored(name);

    public static Format.Key Write(RoomKey key) => new() { First = key.First.Name, Second = key.Second.Name };

    public static RoomKey Read(Format.Key written) => RoomKey.Of(ReadLogin(written.First), ReadLogin(written.Second));

    public static Format.Error Write(ChatError error) => new()
    {
        Code = error.Code, Message = error.Message, MayRetry = error.MayRetry, RetryAfter = error.RetryAfter?.Ticks ?? 0,
    };

    public static ChatError Read(Format.Error written)
    {
        var error = new ChatError(written.Code, written.Message, written.MayRetry) { RetryAfter = written.RetryAfter == 0 ? null : TimeSpan.FromTicks(written.RetryAfter) };
        return Array.Find(Catalogue, known => known == error) ?? error;
    }

    public static Format.Sign Write(Sign sign) => new() { Event = sign.Event, Members = sign.Members };

    public static Sign Read(Format.Sign written) => new(written.Event, written.Members);

    public static Format.Message Write(ChatMessage message)
    {
        var written = new Format.Message { Room = Write(message.Room), Id = message.Id, Seq = message.Seq, Author = message.Author.Name, Text = message.Text, Time = message.Time };
        if (message.ClientMessageId is { } id)
        {
            written.ClientMessageId = id;
        }

        if (message.Details is { } details)
        {
            written.Details = Write(details);
        }

        return written;
    }

    public static ChatMessage Read(Format.Message written) => new(
        ReadRoom(written.Room), written.Id, written.Seq, ReadLogin(written.Author), written.Text, written.Time, written.HasClientMessageId ? written.ClientMessageId : null)
    {
        Details = written.Details is { } details ? Read(details) : null,
    };

    private static Format.Details Write(MessageDetails details)
    {
        var written = new Format.Details { ReplyTo = details.ReplyTo, Rev = details.Rev, EditedAt = details.EditedAt, DeletedAt = details.DeletedAt };
        written.FirstReactions.AddRange(details.FirstReactions);
        written.SecondReactions.AddRange(details.SecondReactions);
        return written;
    }

    private static MessageDetails Read(Format.Details written) => new(written.ReplyTo)
    {
        Rev = written.Rev,
        EditedAt = written.EditedAt,
        DeletedAt = written.DeletedAt,
        FirstReactions = [.. written.FirstReactions],
        SecondReactions = [.. written.SecondReactions],
    };
}
