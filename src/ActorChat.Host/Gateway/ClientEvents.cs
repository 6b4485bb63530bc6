using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

/// <summary>
/// The JSON of events and of errors. <see cref="ClientAnswers"/> has that of answers, <see cref="MessageJson"/> that of messages; <see cref="EventCatalogue"/> says
/// what they consist of.
/// </summary>
internal static class ClientEvents
{
    /// <summary>The message of a <c>connect_error</c>; its data has the reason.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>How many bytes of an unknown event's name its refusal repeats.</summary>
    private const int MaxRepeatedName = 64;

    /// <summary>An unknown event's name, cut to a bound.</summary>
    public static string Shortened(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name.Length > MaxRepeatedName ? name[..MaxRepeatedName] : name);

    /// <summary>The name in the form in which it is sent.</summary>
    public static ReadOnlySpan<byte> NameOf(ServerEvent happened) => happened switch
    {
        ServerEvent.MessageShown or RoomNews.MessageArrived => "message"u8,
        RoomNews.ChangeArrived => "changed"u8,
        ServerEvent.ChatChanged => "chat"u8,
        ServerEvent.DeliveryShown or RoomNews.DeliveryMoved => "delivered"u8,
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
        RoomNews.MessageArrived arrived => WriteMessage(arrived.Message, isRead: false, arrived.Key),
        ServerEvent.MessageShown shown => WriteMessage(shown.Message, shown.IsRead, shown.Key),
        RoomNews.ChangeArrived changed => WriteChange(changed),
        ServerEvent.ChatChanged chat => WriteChat(chat),
        RoomNews.DeliveryMoved moved => WriteMarker(moved.Key.Number, moved.Recipient, moved.Seq),
        ServerEvent.DeliveryShown moved => WriteMarker(moved.Room, moved.Recipient, moved.Seq),
        RoomNews.MarkerMoved moved => WriteMarker(moved.Key.Number, moved.Reader, moved.Seq, moved.Unread),
        ServerEvent.MarkerShown moved => WriteMarker(moved.Room, moved.Reader, moved.Seq, moved.Unread),
        RoomNews.SignShown shown => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(shown.Key.Number)
            .Json(",\"login\":"u8).Text(shown.Login.Name).Json(","u8).Json(Encoding.UTF8.GetBytes(shown.Sign.Members)).Json("}"u8),
        ServerEvent.PresenceChanged presence => WritePresence(presence),
        ServerEvent.Named named => Utf8Buffer.Begin().Text(named.Login.Name),
        _ => throw new InvalidOperationException($"No JSON for {happened.GetType().Name}."),
    };

    /// <inheritdoc cref="ClientAnswers.Write"/>
    public static Utf8Buffer? Write(Answer answer, RenderedMessages? rendered = null) => ClientAnswers.Write(answer, rendered);

    /// <summary>The argument of an answer that refuses.</summary>
    public static Utf8Buffer Write(ChatError error) => Utf8Buffer.Begin().Json("{\"error\":{\"code\":"u8).Text(error.Code)
        .Json(",\"message\":"u8).Text(error.Message).RetryAfter(error.RetryAfter).Json("}}"u8);

    /// <summary>The argument of <c>chat_error</c>.</summary>
    public static Utf8Buffer Write(string request, ChatError error) => Utf8Buffer.Begin().Json("{\"event\":"u8).Text(request)
        .Json(",\"code\":"u8).Text(error.Code).Json(",\"message\":"u8).Text(error.Message).RetryAfter(error.RetryAfter).Json("}"u8);

    /// <summary>The event <c>session_ended</c>, the last one of a session that the server ends.</summary>
    public static EncodedEvent Encode(CloseReason reason) => EncodedEvent.Create("session_ended"u8, Utf8Buffer.Begin().Json("{\"reason\":"u8).Text(reason.Code)
        .Json(",\"mayReconnect\":"u8).Switch(reason.MayReconnect).Json("}"u8).Written);

    private static Utf8Buffer WriteMessage(ChatMessage message, bool isRead, RoomKey? key) => MessageJson.Append(Utf8Buffer.Begin(), message, isRead, key);

    private static Utf8Buffer WriteChange(RoomNews.ChangeArrived changed) =>
        MessageJson.Append(
            Utf8Buffer.Begin().Json("{\"room\":"u8).Room(changed.Key.Number).Json(",\"rev\":"u8).Number(changed.Message.Rev).Json(",\"message\":"u8),
            changed.Message,
            changed.IsRead,
            changed.Key).Json("}"u8);

    private static Utf8Buffer WriteMarker(RoomNumber room, Login reader, long seq, long? unread = null) => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(room)
        .Json(",\"login\":"u8).Text(reader.Name).Json(",\"seq\":"u8).Number(seq).Unread(unread).Json("}"u8);

    private static Utf8Buffer WriteChat(ServerEvent.ChatChanged chat)
    {
        var buffer = Utf8Buffer.Begin().Json("{\"room\":"u8).Room(chat.Key.Number).Json(",\"companion\":"u8).Text(chat.Companion.Name)
            .Json(",\"unread\":"u8).Number(chat.Unread).Json(",\"seq\":"u8).Number(chat.LastMessage.Seq).Json(",\"rev\":"u8).Number(chat.Rev)
            .Json(",\"lastMessage\":"u8);
        return MessageJson.Append(buffer, chat.LastMessage, chat.IsRead, chat.Key).Json("}"u8);
    }

    private static Utf8Buffer WritePresence(ServerEvent.PresenceChanged presence)
    {
        var buffer = Utf8Buffer.Begin().Json("{\"login\":"u8).Text(presence.Login.Name).Json(",\"online\":"u8).Switch(presence.Online).Json(",\"lastSeen\":"u8);
        return (presence.LastSeen is { } time ? buffer.Time(time) : buffer.Json("null"u8)).Json("}"u8);
    }
}
