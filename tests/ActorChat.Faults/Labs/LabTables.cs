using System.Globalization;
using System.Text.Json;
using ActorChat.Faults.History;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Labs;

/// <summary>Reads the tables of PostgreSQL as anybody can.</summary>
internal static class LabTables
{
    /// <summary>A deleted message keeps its client id, of which nobody is shown anything.</summary>
    private const string Messages =
        """
        SELECT json_build_object('room', r.id, 'id', m.id, 'seq', m.seq, 'login', m.login, 'message', m.message, 'time', m.time, 'isRead', m.isread,
          'clientMessageId', CASE WHEN m.deletedat IS NULL THEN m.clientmessageid END, 'replyTo', m.replyto, 'rev', m.rev, 'editedAt', m.editedat, 'deletedAt', m.deletedat, 'first', r.first_login, 'firstReactions', m.firstreactions,
          'second', r.second_login, 'secondReactions', m.secondreactions)
        FROM messages m JOIN rooms r ON r.room = m.room
        """;

    private const string Users = "SELECT json_build_object('id', id, 'rooms', rooms) FROM user_rooms";

    public static async Task<TableContents> ReadTablesAsync(this LabDatabase database)
    {
        var messages = (await RowsAsync(database, Messages)).Select(row => new SeenMessage(
            Text(row, "room"), Text(row, "id"), row.GetProperty("seq").GetInt64(), Text(row, "login"), Text(row, "message"), Text(row, "time"), Truth(row.GetProperty("isRead")),
            row.GetProperty("clientMessageId").GetString())
        {
            Details = StoredDetails.Read(
                NumberOrZero(row, "replyTo"), NumberOrZero(row, "rev"), NumberOrZero(row, "editedAt"), NumberOrZero(row, "deletedAt"),
                (Text(row, "first"), row.GetProperty("firstReactions").GetString()), (Text(row, "second"), row.GetProperty("secondReactions").GetString())),
        });
        var users = (await RowsAsync(database, Users)).ToDictionary(row => Text(row, "id"), row => (IReadOnlyDictionary<string, string>)Rooms(row.GetProperty("rooms")));
        return new TableContents([.. messages], users, []);
    }

    private static async Task<IReadOnlyList<JsonElement>> RowsAsync(LabDatabase database, string sql) =>
        [.. (await database.LinesAsync(sql)).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Text(JsonElement row, string name) => row.GetProperty(name).ToString();

    private static long NumberOrZero(JsonElement row, string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : 0;

    private static bool Truth(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt32() != 0 : value.GetBoolean();

    private static Dictionary<string, string> Rooms(JsonElement rooms) =>
        (rooms.ValueKind == JsonValueKind.String ? JsonSerializer.Deserialize<Dictionary<string, string>>(rooms.GetString()!) : rooms.Deserialize<Dictionary<string, string>>()) ?? [];
}
