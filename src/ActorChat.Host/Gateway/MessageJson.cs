using ActorChat.Actors.Rooms;

namespace ActorChat.Host.Gateway;

/// <summary>A message as JSON, wherever a Socket.IO client sees one.</summary>
internal static class MessageJson
{
    /// <param name="buffer">Where it is written.</param>
    /// <param name="message">The message.</param>
    /// <param name="isRead">Whether its recipient has read it.</param>
    /// <param name="key">The room; null if nobody can have reacted to the message.</param>
    public static Utf8Buffer Append(Utf8Buffer buffer, ChatMessage message, bool isRead, RoomKey? key) =>
        Render(buffer, message, key).Json(isRead ? "true}"u8 : "false}"u8);

    /// <summary>A page, as a list.</summary>
    /// <param name="buffer">Where it is written.</param>
    /// <param name="key">The room.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="firstReadUpTo">The first user's read marker.</param>
    /// <param name="secondReadUpTo">The second user's.</param>
    /// <param name="rendered">Keeps them as they are written; null to keep none.</param>
    public static Utf8Buffer AppendPage(Utf8Buffer buffer, RoomKey key, IReadOnlyList<ChatMessage> messages, long firstReadUpTo, long secondReadUpTo, RenderedMessages? rendered)
    {
        buffer.Json("["u8);
        for (var at = 0; at < messages.Count; at++)
        {
            var message = messages[at];
            AppendRead(at == 0 ? buffer : buffer.Json(","u8), message, key, rendered).Json(message.IsRead(key, firstReadUpTo, secondReadUpTo) ? "true}"u8 : "false}"u8);
        }

        return buffer.Json("]"u8);
    }

    /// <summary>A message that is read again: it is kept as written, for its next reader.</summary>
    private static Utf8Buffer AppendRead(Utf8Buffer buffer, ChatMessage message, RoomKey key, RenderedMessages? rendered)
    {
        if (rendered?.Find(message) is { } made)
        {
            return buffer.Json(made);
        }

        var start = buffer.Written.Length;
        Render(buffer, message, key);
        rendered?.Keep(message, buffer.Written[start..]);
        return buffer;
    }

    /// <summary>A message's object up to the only value that changes without a change of the message.</summary>
    private static Utf8Buffer Render(Utf8Buffer buffer, ChatMessage message, RoomKey? key)
    {
        buffer.Json("{\"room\":"u8).Room(message.Room).Json(",\"id\":"u8).Number(message.Id).Json(",\"seq\":"u8).Number(message.Seq)
            .Json(",\"login\":"u8).Text(message.Author.Name).Json(",\"message\":"u8).Text(message.Text).Json(",\"time\":"u8).Time(message.Time);
        if (message.ShownClientMessageId is { } id)
        {
            buffer.Json(",\"clientMessageId\":"u8).Text(id);
        }

        if (message.IsErased)
        {
            buffer.Json(",\"erased\":true"u8);
        }

        if (message.Details is { } details)
        {
            Append(buffer, details, key);
        }

        return buffer.Json(",\"isRead\":"u8);
    }

    private static void Append(Utf8Buffer buffer, MessageDetails details, RoomKey? key)
    {
        if (details.ReplyTo != 0)
        {
            buffer.Json(",\"replyTo\":"u8).Number(details.ReplyTo);
        }

        if (details.Rev != 0)
        {
            buffer.Json(",\"rev\":"u8).Number(details.Rev);
        }

        if (details.EditedAt != 0)
        {
            buffer.Json(",\"editedAt\":"u8).Time(details.EditedAt);
        }

        if (details.DeletedAt != 0)
        {
            buffer.Json(",\"deleted\":true"u8);
        }

        if (details.HasReactions && key is not null)
        {
            AppendReactions(buffer.Json(",\"reactions\":{"u8), details, key).Json("}"u8);
        }
    }

    /// <summary>Each reaction once, with those who have it.</summary>
    private static Utf8Buffer AppendReactions(Utf8Buffer buffer, MessageDetails details, RoomKey key)
    {
        var isNext = false;
        foreach (var reaction in details.FirstReactions)
        {
            AppendReaction(buffer, reaction, ref isNext).Text(key.First.Name);
            (details.SecondReactions.Contains(reaction) ? buffer.Json(","u8).Text(key.Second.Name) : buffer).Json("]"u8);
        }

        foreach (var reaction in details.SecondReactions)
        {
            if (!details.FirstReactions.Contains(reaction))
            {
                AppendReaction(buffer, reaction, ref isNext).Text(key.Second.Name).Json("]"u8);
            }
        }

        return buffer;
    }

    private static Utf8Buffer AppendReaction(Utf8Buffer buffer, string reaction, ref bool isNext)
    {
        var before = isNext ? buffer.Json(","u8) : buffer;
        isNext = true;
        return before.Text(reaction).Json(":["u8);
    }
}
