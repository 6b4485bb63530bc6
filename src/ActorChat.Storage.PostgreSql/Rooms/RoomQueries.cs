using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.Rooms;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Rooms;

/// <summary>The reads of rooms and messages. Each is one statement, and so of one moment.</summary>
internal sealed class RoomQueries(Pool reads) : IRoomQueries
{
    private const string Columns = "SELECT id, seq, by_second, text, time, client_id FROM message_rows";

    /// <summary>As a value of its own, so that the order of the index on room and number is the order of the page.</summary>
    private const string InRoom = " WHERE room_no = (SELECT no FROM room_rows WHERE id = $1)";

    internal const string FirstAfter = Columns + InRoom + " AND seq > $2 AND seq < $3 ORDER BY seq LIMIT $4";
    internal const string LastBefore = Columns + InRoom + " AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";

    internal const string ByClientId = Columns + InRoom + " AND seq <= 256 AND by_second = $2 AND client_key = $4 AND client_id = $3 UNION ALL "
        + Columns + InRoom + " AND seq > 256 AND client_key IS NOT NULL AND client_key = $4 AND by_second = $2 AND client_id = $3 LIMIT 1";

    internal const string HowMany = "SELECT count(*) FROM message_rows" + InRoom + " AND seq > $2 AND seq <= $3 AND by_second = $4";

    internal const string ClientIds = "SELECT seq, by_second, client_id FROM message_rows" + InRoom + " AND seq > $2 AND seq < $3 AND client_id IS NOT NULL ORDER BY seq LIMIT $4";

    internal const string Room = """
        SELECT m.id, m.seq, m.by_second, m.text, m.time, m.client_id,
          r.first_login, r.second_login, r.last_seq, r.first_read, r.first_unread, r.second_read, r.second_unread, r.first_client_seq,
          EXISTS (SELECT 1 FROM users WHERE login_key = r.first_key AND erase_begun IS NOT NULL),
          EXISTS (SELECT 1 FROM users WHERE login_key = r.second_key AND erase_begun IS NOT NULL)
        FROM room_rows AS r LEFT JOIN LATERAL (SELECT * FROM message_rows WHERE room_no = r.no ORDER BY seq DESC LIMIT $2) AS m ON true
        WHERE r.id = $1 ORDER BY m.seq
        """;

    public Task<StoredRoom?> LoadAsync(RoomNumber room, int messages) => reads.ReadAsync(connection => LoadAsync(connection, room, messages));

    public Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes) =>
        reads.ReadAsync<IReadOnlyList<ChatMessage>>(connection => PageAsync(connection, room, before, after, limit, maxBytes));

    public Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId) => reads.ReadAsync(connection => connection.Command(
        ByClientId, Sql.Uuid(room.Number.Value), Sql.Flag(author == room.Second), Sql.Text(clientMessageId), Sql.Int(ClientKey.Of(clientMessageId)))
        .FirstAsync(row => Message(row, room)));

    public Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit) =>
        reads.ReadAsync<IReadOnlyList<StoredClientId>>(async connection => await connection.Command(
            ClientIds, Sql.Uuid(room.Number.Value), Sql.Number(after), Sql.Number(before), Sql.Int(limit))
            .ListAsync(row => new StoredClientId(row.GetInt64(0), row.GetBoolean(1) ? room.Second : room.First, row.GetString(2))));

    public Task<long> CountAsync(RoomKey room, Login author, long after, long upTo) => reads.ReadAsync(connection => connection.Command(
        HowMany, Sql.Uuid(room.Number.Value), Sql.Number(after), Sql.Number(upTo), Sql.Flag(author == room.Second)).FirstAsync(row => row.GetInt64(0)));

    private static async Task<StoredRoom?> LoadAsync(NpgsqlConnection connection, RoomNumber room, int messages)
    {
        await using var command = connection.Command(Room, Sql.Uuid(room.Value), Sql.Int(messages));
        await using var rows = await command.ExecuteReaderAsync();
        StoredRoom? found = null;
        var latest = new List<ChatMessage>(messages);
        long? firstClientSeq = null;
        while (await rows.ReadAsync())
        {
            if (found is null)
            {
                firstClientSeq = rows.NumberOrNull(13);
                found = new StoredRoom(
                    RoomKey.Of(Login.FromStored(rows.GetString(6)), Login.FromStored(rows.GetString(7))),
                    rows.GetInt64(8),
                    new MemberStanding(rows.GetInt64(9), rows.GetInt64(10)),
                    new MemberStanding(rows.GetInt64(11), rows.GetInt64(12)),
                    latest,
                    HasOlderClientIds: false,
                    rows.GetBoolean(14),
                    rows.GetBoolean(15));
            }

            if (!rows.IsDBNull(0))
            {
                latest.Add(Message(rows, found.Key));
            }
        }

        var oldest = latest.Count > 0 ? latest[0].Seq : found?.LastSeq + 1;
        return found is null ? null : found with { HasOlderClientIds = firstClientSeq < oldest };
    }

    private static async Task<IReadOnlyList<ChatMessage>> PageAsync(NpgsqlConnection connection, RoomKey room, long? before, long? after, int limit, int maxBytes)
    {
        var ascending = after is not null;
        await using var command = connection.Command(
            ascending ? FirstAfter : LastBefore, Sql.Uuid(room.Number.Value), Sql.Number(after ?? 0), Sql.Number(before ?? long.MaxValue), Sql.Int(limit));
        await using var rows = await command.ExecuteReaderAsync();
        var page = new MessagePageBuilder(limit, maxBytes, ascending);
        while (!page.IsFull && await rows.ReadAsync())
        {
            page.Add(Message(rows, room));
        }

        return page.Build();
    }

    private static ChatMessage Message(NpgsqlDataReader row, RoomKey room) => new(
        room.Number,
        Id: row.GetInt64(0),
        Seq: row.GetInt64(1),
        Author: row.GetBoolean(2) ? room.Second : room.First,
        Text: row.GetString(3),
        Time: row.GetInt64(4),
        ClientMessageId: row.TextOrNull(5));
}
