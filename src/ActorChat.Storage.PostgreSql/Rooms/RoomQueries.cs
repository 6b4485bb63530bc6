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
    private const string Columns = $"SELECT {MessageRow.Columns} FROM message_rows AS m";

    /// <summary>As a value of its own, so that the order of the index on room and number is the order of the page.</summary>
    private const string InRoom = " WHERE room_no = (SELECT no FROM room_rows WHERE id = $1)";

    internal const string FirstAfter = Columns + InRoom + " AND seq > $2 AND seq < $3 ORDER BY seq LIMIT $4";
    internal const string LastBefore = Columns + InRoom + " AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";

    internal const string ByClientId = Columns + InRoom + " AND seq <= 256 AND by_second = $2 AND client_key = $4 AND client_id = $3 UNION ALL "
        + Columns + InRoom + " AND seq > 256 AND client_key IS NOT NULL AND client_key = $4 AND by_second = $2 AND client_id = $3 LIMIT 1";

    internal const string BySeq = Columns + InRoom + " AND seq = $2";
    internal const string Changes = Columns + InRoom + " AND rev > $2 ORDER BY rev LIMIT $3";

    internal const string Operation = "SELECT seq, rev, time FROM operations" + InRoom + " AND by_second = $2 AND operation_id = $3";

    internal const string HowMany = "SELECT count(*) FROM message_rows" + InRoom + " AND seq > $2 AND seq <= $3 AND by_second = $4";

    internal const string ClientIds = "SELECT seq, by_second, client_id FROM message_rows" + InRoom + " AND seq > $2 AND seq < $3 AND client_id IS NOT NULL ORDER BY seq LIMIT $4";

    /// <summary>The room with its latest messages and blocks; a room that was never opened may have blocks too.</summary>
    internal const string Room = $"""
        SELECT {MessageRow.Columns},
          coalesce(r.first_login, b.first_login), coalesce(r.second_login, b.second_login),
          r.last_seq, r.first_read, r.first_unread, r.first_delivered, r.second_read, r.second_unread, r.second_delivered, r.rev, r.first_client_seq,
          coalesce(b.by_first, false), coalesce(b.by_second, false),
          EXISTS (SELECT 1 FROM users WHERE login_key = r.first_key AND erase_begun IS NOT NULL),
          EXISTS (SELECT 1 FROM users WHERE login_key = r.second_key AND erase_begun IS NOT NULL)
        FROM (SELECT $1::uuid AS id) AS asked LEFT JOIN room_rows AS r ON r.id = asked.id
          LEFT JOIN LATERAL (SELECT * FROM message_rows WHERE room_no = r.no ORDER BY seq DESC LIMIT $2) AS m ON true
          LEFT JOIN LATERAL (SELECT min(first_login) AS first_login, min(second_login) AS second_login, bool_or(NOT by_second) AS by_first, bool_or(by_second) AS by_second
            FROM blocks WHERE id = asked.id) AS b ON true
        WHERE r.id IS NOT NULL OR b.first_login IS NOT NULL ORDER BY m.seq
        """;

    internal const string Erased = "SELECT login_key FROM users WHERE login_key = ANY ($1) AND erase_begun IS NOT NULL";

    public Task<StoredRoom?> LoadAsync(RoomNumber room, int messages) => reads.ReadAsync(connection => LoadAsync(connection, room, messages));

    public Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes) =>
        reads.ReadAsync<IReadOnlyList<ChatMessage>>(connection => PageAsync(connection, room, before, after, limit, maxBytes));

    public Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId) => reads.ReadAsync(connection => connection.Command(
        ByClientId, Sql.Uuid(room.Number.Value), Sql.Flag(author == room.Second), Sql.Text(clientMessageId), Sql.Int(ClientKey.Of(clientMessageId)))
        .FirstAsync(row => MessageRow.Read(row, room)));

    public Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit) =>
        reads.ReadAsync<IReadOnlyList<StoredClientId>>(async connection => await connection.Command(
            ClientIds, Sql.Uuid(room.Number.Value), Sql.Number(after), Sql.Number(before), Sql.Int(limit))
            .ListAsync(row => new StoredClientId(row.GetInt64(0), row.GetBoolean(1) ? room.Second : room.First, row.GetString(2))));

    public Task<long> CountAsync(RoomKey room, Login author, long after, long upTo) => reads.ReadAsync(connection => connection.Command(
        HowMany, Sql.Uuid(room.Number.Value), Sql.Number(after), Sql.Number(upTo), Sql.Flag(author == room.Second)).FirstAsync(row => row.GetInt64(0)));

    public Task<ChatMessage?> FindAsync(RoomKey room, long seq) => reads.ReadAsync(connection => connection.Command(
        BySeq, Sql.Uuid(room.Number.Value), Sql.Number(seq)).FirstAsync(row => MessageRow.Read(row, room)));

    public Task<StoredOperation?> FindOperationAsync(RoomKey room, Login by, string operationId) => reads.ReadAsync(connection => connection.Command(
        Operation, Sql.Uuid(room.Number.Value), Sql.Flag(by == room.Second), Sql.Text(operationId))
        .FirstAsync(row => new StoredOperation(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))));

    public Task<IReadOnlyList<ChatMessage>> ReadChangesAsync(RoomKey room, long since, int limit, int maxBytes) => reads.ReadAsync<IReadOnlyList<ChatMessage>>(async connection =>
        await FillAsync(new MessagePageBuilder(limit, maxBytes, ascending: true), connection.Command(Changes, Sql.Uuid(room.Number.Value), Sql.Number(since), Sql.Int(limit)), room));

    private static async Task<StoredRoom?> LoadAsync(NpgsqlConnection connection, RoomNumber room, int messages)
    {
        StoredRoom? found = null;
        var latest = new List<ChatMessage>(messages);
        long? firstClientSeq = null;
        await using (var command = connection.Command(Room, Sql.Uuid(room.Value), Sql.Int(messages)))
        {
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                found ??= RoomOf(rows, latest);
                firstClientSeq = rows.NumberOrNull(22);
                if (!rows.IsDBNull(0))
                {
                    latest.Add(MessageRow.Read(rows, found.Key));
                }
            }
        }

        var oldest = latest.Count > 0 ? latest[0].Seq : found?.LastSeq + 1;
        return found is null ? null
            : found.Exists ? found with { HasOlderClientIds = firstClientSeq < oldest }
            : await WithErasedAsync(connection, found);
    }

    private static StoredRoom RoomOf(NpgsqlDataReader row, List<ChatMessage> latest) => new(
        RoomKey.Of(Login.FromStored(row.GetString(12)), Login.FromStored(row.GetString(13))),
        row.NumberOrNull(14) ?? 0,
        new MemberStanding(row.NumberOrNull(15) ?? 0, row.NumberOrNull(16) ?? 0) { DeliveredUpTo = row.NumberOrNull(17) ?? 0 },
        new MemberStanding(row.NumberOrNull(18) ?? 0, row.NumberOrNull(19) ?? 0) { DeliveredUpTo = row.NumberOrNull(20) ?? 0 },
        latest,
        HasOlderClientIds: false,
        FirstIsErased: row.GetBoolean(25),
        SecondIsErased: row.GetBoolean(26))
    {
        Exists = !row.IsDBNull(14),
        Rev = row.NumberOrNull(21) ?? 0,
        FirstBlocks = row.GetBoolean(23),
        SecondBlocks = row.GetBoolean(24),
    };

    /// <summary>The keys of users are in the rows of opened rooms only.</summary>
    private static async Task<StoredRoom> WithErasedAsync(NpgsqlConnection connection, StoredRoom room)
    {
        var erased = await connection.Command(Erased, Sql.Texts([room.Key.First.Key, room.Key.Second.Key])).ListAsync(row => row.GetString(0));
        return room with { FirstIsErased = erased.Contains(room.Key.First.Key), SecondIsErased = erased.Contains(room.Key.Second.Key) };
    }

    private static Task<IReadOnlyList<ChatMessage>> PageAsync(NpgsqlConnection connection, RoomKey room, long? before, long? after, int limit, int maxBytes)
    {
        var ascending = after is not null;
        return FillAsync(
            new MessagePageBuilder(limit, maxBytes, ascending),
            connection.Command(ascending ? FirstAfter : LastBefore, Sql.Uuid(room.Number.Value), Sql.Number(after ?? 0), Sql.Number(before ?? long.MaxValue), Sql.Int(limit)),
            room);
    }

    private static async Task<IReadOnlyList<ChatMessage>> FillAsync(MessagePageBuilder page, NpgsqlCommand command, RoomKey room)
    {
        await using (command)
        {
            await using var rows = await command.ExecuteReaderAsync();
            while (!page.IsFull && await rows.ReadAsync())
            {
                page.Add(MessageRow.Read(rows, room));
            }

            return page.Build();
        }
    }
}
