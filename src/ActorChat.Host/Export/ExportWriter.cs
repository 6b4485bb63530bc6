using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Lists;
using ActorChat.Storage.Rooms;

namespace ActorChat.Host.Export;

/// <summary>Writes an export as JSON lines (NDJSON): each line is an object with one member, which names its kind.</summary>
internal sealed class ExportWriter
{
    public const string ContentType = "application/x-ndjson";

    private readonly HttpResponse _response;
    private readonly JsonSerializerOptions _json;
    private readonly Func<ExportPosition, string> _cursorOf;

    /// <param name="response">The answer; its headers are set here.</param>
    /// <param name="json">How objects are written.</param>
    /// <param name="cursorOf">The cursor of a place.</param>
    public ExportWriter(HttpResponse response, JsonSerializerOptions json, Func<ExportPosition, string> cursorOf)
    {
        (_response, _json, _cursorOf) = (response, json, cursorOf);
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = "attachment; filename=\"export.ndjson\"";
    }

    public void User(Account account, IReadOnlyList<Login> blocked, long now) => Write(new ExportLine
    {
        User = new ExportLine.UserLine(account.Login.Name, account.LastSeen is { } seen ? IsoTime.Text(seen) : null, [.. blocked.Select(login => login.Name)], IsoTime.Text(now)),
    });

    public void Room(ExportedRoom room, Login caller) => Write(new ExportLine
    {
        Room = new ExportLine.RoomLine(
            room.Key.Number.ToString(),
            room.Key.CompanionOf(caller).Name,
            IsoTime.Text(room.OpenedAt),
            Markers(room, standing => standing.ReadUpTo),
            Markers(room, standing => standing.DeliveredUpTo)),
    });

    /// <summary>A page of messages, and the cursor after it. Completes once the client has taken enough for the next page.</summary>
    public async Task PageAsync(ExportedRoom room, IReadOnlyList<ChatMessage> page, ExportPosition position, CancellationToken aborted)
    {
        foreach (var message in page)
        {
            Write(new ExportLine { Message = MessageBody.Of(message, message.IsRead(room.Key, room.First.ReadUpTo, room.Second.ReadUpTo), room.Key) });
        }

        Write(new ExportLine { Cursor = _cursorOf(position) });
        await _response.BodyWriter.FlushAsync(aborted);
    }

    /// <summary>Nothing is missing.</summary>
    public async Task EndAsync()
    {
        Write(new ExportLine { End = true });
        await _response.BodyWriter.FlushAsync();
    }

    private static Dictionary<string, long> Markers(ExportedRoom room, Func<MemberStanding, long> of) =>
        new() { [room.Key.First.Name] = of(room.First), [room.Key.Second.Name] = of(room.Second) };

    private void Write(ExportLine line)
    {
        using (var writer = new Utf8JsonWriter(_response.BodyWriter, new JsonWriterOptions { Encoder = _json.Encoder }))
        {
            JsonSerializer.Serialize(writer, line, _json);
        }

        _response.BodyWriter.Write("\n"u8);
    }
}

/// <summary>A line of an export; exactly one of its members is there.</summary>
internal sealed record ExportLine
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UserLine? User { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RoomLine? Room { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MessageBody? Message { get; init; }

    /// <summary>Resumes the export after this line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cursor { get; init; }

    /// <summary>The last line: nothing is missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool End { get; init; }

    public sealed record UserLine(string Login, string? LastSeen, IReadOnlyList<string> Blocked, string ExportedAt);

    public sealed record RoomLine(string Room, string Companion, string OpenedAt, Dictionary<string, long> Read, Dictionary<string, long> Delivered);
}
