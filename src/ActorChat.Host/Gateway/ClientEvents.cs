using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

/// <summary>Every string that a Socket.IO client sees: names of events and the JSON of events, answers and errors.</summary>
internal static class ClientEvents
{
    public const string JoinRoom = "join_room";
    public const string LeaveRoom = "leave_room";
    public const string Message = "message";
    public const string HaveRoom = "have_room";
    public const string Read = "read";
    public const string Typing = "typing";

    public const string GetName = "get_name";
    public const string Chat = "chat";
    public const string Presence = "presence";
    public const string ChatError = "chat_error";

    /// <summary>The message of a <c>connect_error</c>; its data has the reason.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>How many bytes of an unknown event's name its refusal repeats.</summary>
    private const int MaxRepeatedName = 64;

    /// <summary>The request with that name; null if there is none.</summary>
    public static string? RequestOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("message"u8) ? Message
        : name.SequenceEqual("read"u8) ? Read
        : name.SequenceEqual("typing"u8) ? Typing
        : name.SequenceEqual("have_room"u8) ? HaveRoom
        : name.SequenceEqual("join_room"u8) ? JoinRoom
        : name.SequenceEqual("leave_room"u8) ? LeaveRoom
        : null;

    /// <summary>An unknown event's name, cut to a bound.</summary>
    public static string Shortened(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name.Length > MaxRepeatedName ? name[..MaxRepeatedName] : name);

    /// <summary>The name in the form in which it is sent.</summary>
    public static ReadOnlySpan<byte> NameOf(ServerEvent happened) => happened switch
    {
        ServerEvent.MessageShown or RoomNews.MessageArrived => "message"u8,
        ServerEvent.ChatChanged => "chat"u8,
        ServerEvent.MarkerShown or RoomNews.MarkerMoved => "read"u8,
        RoomNews.SignShown shown => Encoding.UTF8.GetBytes(shown.Sign.Event),
        ServerEvent.PresenceChanged => "presence"u8,
        ServerEvent.Named => "get_name"u8,
        _ => throw new InvalidOperationException($"No name for {happened.GetType().Name}."),
    };

    /// <summary>An event as it is sent.</summary>
    public static EncodedEvent Encode(ServerEvent happened) => EncodedEvent.Create(NameOf(happened), Write(happened).Written);

    /// <summary>The argument of an event.</summary>
    public static Utf8Buffer Write(ServerEvent happened) => happened switch
    {
        RoomNews.MessageArrived arrived => WriteMessage(arrived.Message, isRead: false),
        ServerEvent.MessageShown shown => WriteMessage(shown.Message, shown.IsRead),
        ServerEvent.ChatChanged chat => WriteChat(chat),
        RoomNews.MarkerMoved moved => WriteMarker(moved.Key.Number, moved.Reader, moved.Seq),
        ServerEvent.MarkerShown moved => WriteMarker(moved.Room, moved.Reader, moved.Seq),
        RoomNews.SignShown shown => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(shown.Key.Number)
            .Json(",\"login\":"u8).Text(shown.Login.Name).Json(","u8).Json(Encoding.UTF8.GetBytes(shown.Sign.Members)).Json("}"u8),
        ServerEvent.PresenceChanged presence => WritePresence(presence),
        ServerEvent.Named named => Utf8Buffer.Begin().Text(named.Login.Name),
        _ => throw new InvalidOperationException($"No JSON for {happened.GetType().Name}."),
    };

    /// <summary>The argument of an answer; null if there is no answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="rendered">Keeps the messages of a page as they are written; null to keep none.</param>
    public static Utf8Buffer? Write(Answer answer, RenderedMessages? rendered = null) => answer switch
    {
        Answer.MessageStored { Message: var message } => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(message.Room).Json(",\"id\":"u8).Number(message.Id)
            .Json(",\"seq\":"u8).Number(message.Seq).Json(",\"time\":"u8).Time(message.Time).Json("}"u8),
        Answer.ReadMarked marked => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(marked.Room).Json(",\"seq\":"u8).Number(marked.Seq).Json("}"u8),
        Answer.SignNoted => Utf8Buffer.Begin().Json("{}"u8),
        Answer.History history => WriteHistory(history, rendered),
        Answer.RoomJoined joined => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(joined.Room)
            .Json(",\"companion\":"u8).Text(joined.Companion.Name).Json(",\"created\":"u8).Switch(joined.Created)
            .Json(",\"epoch\":"u8).Text(joined.Epoch).Json("}"u8),
        Answer.RoomLeft left => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(left.Room).Json("}"u8),
        Answer.Refused refused => Write(refused.Error),
        Answer.ByEvent => null,
        _ => throw new InvalidOperationException($"No JSON for {answer.GetType().Name}."),
    };

    /// <summary>The argument of an answer that refuses.</summary>
    public static Utf8Buffer Write(ChatError error) => Utf8Buffer.Begin().Json("{\"error\":{\"code\":"u8).Text(error.Code)
        .Json(",\"message\":"u8).Text(error.Message).Json("}}"u8);

    /// <summary>The argument of <c>chat_error</c>.</summary>
    public static Utf8Buffer Write(string request, ChatError error) => Utf8Buffer.Begin().Json("{\"event\":"u8).Text(request)
        .Json(",\"code\":"u8).Text(error.Code).Json(",\"message\":"u8).Text(error.Message).Json("}"u8);

    private static Utf8Buffer WriteMessage(ChatMessage message, bool isRead) => Append(Utf8Buffer.Begin(), message, isRead);

    private static Utf8Buffer WriteMarker(RoomNumber room, Login reader, long seq) => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(room)
        .Json(",\"login\":"u8).Text(reader.Name).Json(",\"seq\":"u8).Number(seq).Json("}"u8);

    private static Utf8Buffer WriteChat(ServerEvent.ChatChanged chat)
    {
        var buffer = Utf8Buffer.Begin().Json("{\"room\":"u8).Room(chat.Room).Json(",\"companion\":"u8).Text(chat.Companion.Name)
            .Json(",\"unread\":"u8).Number(chat.Unread).Json(",\"lastMessage\":"u8);
        return (chat.LastMessage is { } last ? Append(buffer, last, chat.LastMessageIsRead) : buffer.Json("null"u8)).Json("}"u8);
    }

    private static Utf8Buffer WritePresence(ServerEvent.PresenceChanged presence)
    {
        var buffer = Utf8Buffer.Begin().Json("{\"login\":"u8).Text(presence.Login.Name).Json(",\"online\":"u8).Switch(presence.Online).Json(",\"lastSeen\":"u8);
        return (presence.LastSeen is { } time ? buffer.Time(time) : buffer.Json("null"u8)).Json("}"u8);
    }

    private static Utf8Buffer WriteHistory(Answer.History history, RenderedMessages? rendered)
    {
        var buffer = Utf8Buffer.Begin().Json("{\"room\":"u8).Room(history.Room.Number)
            .Json(",\"companion\":"u8).Text(history.Companion.Name).Json(",\"messages\":["u8);
        for (var at = 0; at < history.Messages.Count; at++)
        {
            var message = history.Messages[at];
            var readUpTo = message.Author == history.Room.First ? history.SecondReadUpTo : history.FirstReadUpTo;
            AppendRead(at == 0 ? buffer : buffer.Json(","u8), message, rendered).Json(message.Seq <= readUpTo ? "true}"u8 : "false}"u8);
        }

        return buffer.Json("],\"hasMore\":"u8).Switch(history.HasMore)
            .Json(",\"read\":{"u8).Text(history.Room.First.Name).Json(":"u8).Number(history.FirstReadUpTo)
            .Json(","u8).Text(history.Room.Second.Name).Json(":"u8).Number(history.SecondReadUpTo)
            .Json("},\"epoch\":"u8).Text(history.Epoch).Json("}"u8);
    }

    /// <summary>A message that is read again: it is kept as written, for its next reader.</summary>
    private static Utf8Buffer AppendRead(Utf8Buffer buffer, ChatMessage message, RenderedMessages? rendered)
    {
        if (rendered?.Find(message) is { } made)
        {
            return buffer.Json(made);
        }

        var start = buffer.Written.Length;
        Render(buffer, message);
        rendered?.Keep(message, buffer.Written[start..]);
        return buffer;
    }

    /// <summary>A message's object up to the only value that changes.</summary>
    private static Utf8Buffer Render(Utf8Buffer buffer, ChatMessage message)
    {
        buffer.Json("{\"room\":"u8).Room(message.Room).Json(",\"id\":"u8).Number(message.Id).Json(",\"seq\":"u8).Number(message.Seq)
            .Json(",\"login\":"u8).Text(message.Author.Name).Json(",\"message\":"u8).Text(message.Text).Json(",\"time\":"u8).Time(message.Time);
        if (message.ClientMessageId is { } id)
        {
            buffer.Json(",\"clientMessageId\":"u8).Text(id);
        }

        if (message.IsErased)
        {
            buffer.Json(",\"erased\":true"u8);
        }

        return buffer.Json(",\"isRead\":"u8);
    }

    private static Utf8Buffer Append(Utf8Buffer buffer, ChatMessage message, bool isRead) =>
        Render(buffer, message).Json(isRead ? "true}"u8 : "false}"u8);
}
