using System.Text.Json;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Clients;

/// <summary>Reads the server's answers, as the interface describes them.</summary>
internal static class Answers
{
    /// <summary>The refusal's code; null if the request succeeded.</summary>
    public static string? Code(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;

    public static string Text(JsonElement answer, string name) => answer.GetProperty(name).ToString();

    public static long Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt64();

    public static SeenMessage Message(JsonElement message, string? room = null) => new(
        room ?? Text(message, "room"),
        Text(message, "id"),
        Number(message, "seq"),
        Text(message, "login"),
        Text(message, "message"),
        Text(message, "time"),
        message.GetProperty("isRead").GetBoolean(),
        message.TryGetProperty("clientMessageId", out var id) && id.ValueKind != JsonValueKind.Null ? id.GetString() : null)
    {
        Details = Details(message),
    };

    public static HistoryPage Page(JsonElement answer)
    {
        var room = Text(answer, "room");
        return new HistoryPage(
            [.. answer.GetProperty("messages").EnumerateArray().Select(message => Message(message, room))],
            answer.GetProperty("hasMore").GetBoolean(),
            Markers(answer, "read"),
            Text(answer, "epoch"),
            Number(answer, "rev"),
            Markers(answer, "delivered"));
    }

    public static ChangesPage Changes(JsonElement answer)
    {
        var room = Text(answer, "room");
        return new ChangesPage(
            [.. answer.GetProperty("messages").EnumerateArray().Select(message => Message(message, room))], Number(answer, "rev"), answer.GetProperty("hasMore").GetBoolean(), Text(answer, "epoch"));
    }

    public static SyncAnswer Sync(JsonElement answer) => new(
        [.. answer.GetProperty("rooms").EnumerateArray().Select(SyncedRoom)], Text(answer, "cursor"), answer.GetProperty("complete").GetBoolean(), answer.GetProperty("reset").GetBoolean(),
        Text(answer, "epoch"));

    private static SyncedRoom SyncedRoom(JsonElement room) => new(
        Text(room, "room"), Text(room, "companion"), Number(room, "seq"), Number(room, "rev"), Number(room, "unread"), Markers(room, "read"), Markers(room, "delivered"),
        room.TryGetProperty("lastMessage", out var last) && last.ValueKind == JsonValueKind.Object ? Message(last, Text(room, "room")) : null);

    private static Dictionary<string, long> Markers(JsonElement answer, string name) =>
        answer.GetProperty(name).EnumerateObject().ToDictionary(marker => marker.Name, marker => marker.Value.GetInt64());

    private static SeenDetails? Details(JsonElement message)
    {
        var reactions = message.TryGetProperty("reactions", out var all)
            ? all.EnumerateObject().SelectMany(reaction => reaction.Value.EnumerateArray().Select(login => SeenDetails.ReactionOf(login.GetString() ?? "", reaction.Name)))
            : [];
        var details = new SeenDetails(
            message.TryGetProperty("replyTo", out var replyTo) ? replyTo.GetInt64() : 0,
            message.TryGetProperty("rev", out var rev) ? rev.GetInt64() : 0,
            message.TryGetProperty("editedAt", out var editedAt) ? editedAt.GetString() : null,
            message.TryGetProperty("deleted", out var deleted) && deleted.GetBoolean(),
            SeenDetails.Join(reactions));
        return details == SeenDetails.None ? null : details;
    }
}

/// <summary>An answered <c>have_room</c>.</summary>
public sealed record HistoryPage(IReadOnlyList<SeenMessage> Messages, bool HasMore, IReadOnlyDictionary<string, long> Read, string Epoch, long Rev, IReadOnlyDictionary<string, long> Delivered);

/// <summary>An answered <c>changes</c>.</summary>
public sealed record ChangesPage(IReadOnlyList<SeenMessage> Messages, long Rev, bool HasMore, string Epoch);

/// <summary>An answered <c>sync</c>.</summary>
public sealed record SyncAnswer(IReadOnlyList<SyncedRoom> Rooms, string Cursor, bool Complete, bool Reset, string Epoch);
