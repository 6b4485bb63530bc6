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
        message.TryGetProperty("clientMessageId", out var id) && id.ValueKind != JsonValueKind.Null ? id.GetString() : null);

    public static HistoryPage Page(JsonElement answer)
    {
        var room = Text(answer, "room");
        return new HistoryPage(
            [.. answer.GetProperty("messages").EnumerateArray().Select(message => Message(message, room))],
            answer.GetProperty("hasMore").GetBoolean(),
            answer.GetProperty("read").EnumerateObject().ToDictionary(marker => marker.Name, marker => marker.Value.GetInt64()),
            Text(answer, "epoch"));
    }
}

/// <summary>An answered <c>have_room</c>.</summary>
public sealed record HistoryPage(IReadOnlyList<SeenMessage> Messages, bool HasMore, IReadOnlyDictionary<string, long> Read, string Epoch);
