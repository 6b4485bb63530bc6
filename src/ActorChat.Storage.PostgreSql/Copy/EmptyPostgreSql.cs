using ActorChat.Storage.Copy;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Rooms;
using ActorChat.Storage.PostgreSql.Schema;
using ActorChat.Storage.Projection;
using Npgsql;
using NpgsqlTypes;

namespace ActorChat.Storage.PostgreSql.Copy;

/// <summary>A database without data, which is filled in one transaction.</summary>
internal sealed class EmptyPostgreSql : PostgreSqlRows, IEmptyStorage
{
    private const string IsEmpty = $"""
        SELECT NOT EXISTS (SELECT 1 FROM users) AND NOT EXISTS (SELECT 1 FROM room_rows) AND NOT EXISTS (SELECT 1 FROM blocks) AND NOT EXISTS (SELECT 1 FROM message_rows) AND NOT EXISTS (SELECT 1 FROM journal)
          AND NOT EXISTS ({LiveSettings.Read})
        """;

    private const string Complete = """
        UPDATE projection_offset SET sequence_nr = 1;
        SELECT setval(pg_get_serial_sequence('users', 'id'), greatest(max(id), 1), max(id) IS NOT NULL) FROM users;
        SELECT setval(pg_get_serial_sequence('room_rows', 'no'), greatest(max(no), 1), max(no) IS NOT NULL) FROM room_rows;
        DELETE FROM meta WHERE key IN ('epoch', 'history', 'login-skeletons')
        """;

    private const string Head = """
        INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, manifest, identifier, writer_uuid) VALUES (false, $1, $2, $3, $4, $5, $6, $7)
        """;

    private readonly NpgsqlTransaction _transaction;
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    private EmptyPostgreSql(NpgsqlConnection connection, NpgsqlTransaction transaction, string place)
        : base(connection, place) => _transaction = transaction;

    public static async Task<EmptyPostgreSql> MakeAsync(NpgsqlConnection connection, int partitions, string place)
    {
        await SchemaScripts.MigrateAsync(connection, partitions, place, isAlone: true);
        return new EmptyPostgreSql(connection, await connection.BeginTransactionAsync(), place);
    }

    public override async Task<string?> FindObstacleAsync() =>
        await Connection.Command(IsEmpty).FirstAsync(row => row.GetBoolean(0)) ? null : $"There is data in {Place}: a copy needs an empty database";

    public async Task WriteAsync(CopyTable table, IAsyncEnumerable<object?[]> rows)
    {
        if (table == CopyTable.Users)
        {
            var online = new List<long>();
            await CopyAsync("COPY users (id, login, login_key, password, created_at, last_seen, blocked_at, erase_begun, erase_done) FROM STDIN (FORMAT BINARY)", rows, row =>
            {
                if (row[^1] is 1L)
                {
                    online.Add((long)row[0]!);
                }

                return row[..^1];
            });
            await Connection.Command("INSERT INTO online_users SELECT unnest($1::bigint[]), 0", Sql.Numbers([.. online])).RunAsync();
        }
        else if (table == CopyTable.Tokens)
        {
            await CopyAsync("""COPY user_token (token, "user", login_key, created_at, expires_at, last_used) FROM STDIN (FORMAT BINARY)""", rows, row => row);
        }
        else if (table == CopyTable.Rooms)
        {
            await CopyAsync(
                """
                COPY room_rows (id, first_login, second_login, first_key, second_key, opened_at, active_at, last_seq, last_id, first_read, first_unread, second_read, second_unread,
                  first_client_seq, rev, first_delivered, second_delivered, happened_at, happened, happened_bucket, no, active_day) FROM STDIN (FORMAT BINARY)
                """,
                rows,
                row =>
                {
                    var room = (string)row[0]!;
                    _places.Add(room, _places.Count + 1);
                    var place = JournalPlace.OfRank((long)row[^1]!);
                    return [Guid.ParseExact(room, "D"), .. row[1..^1], place.Number, place.Bucket, _places[room], ActiveDay.Of((long)row[6]!)];
                });
        }
        else if (table == CopyTable.Messages)
        {
            await CopyAsync(
                """
                COPY message_rows (room_no, seq, id, time, by_second, client_id, text, reply_to, rev, edited_at, deleted_at, first_reactions, second_reactions, client_key)
                FROM STDIN (FORMAT BINARY)
                """,
                rows,
                row => [_places[(string)row[0]!], .. row[1..4], row[4] is 1L, .. row[5..], row[5] is string id ? ClientKey.Of(id) : null]);
        }
        else if (table == CopyTable.Operations)
        {
            await CopyAsync("COPY operations (room_no, by_second, operation_id, seq, rev, time) FROM STDIN (FORMAT BINARY)", rows, row =>
                [_places[(string)row[0]!], row[1] is 1L, .. row[2..]]);
        }
        else if (table == CopyTable.Blocks)
        {
            await CopyAsync("COPY blocks (id, by_second, first_login, second_login, blocker_key) FROM STDIN (FORMAT BINARY)", rows, row =>
                [Guid.ParseExact((string)row[0]!, "D"), row[1] is 1L, .. row[2..]]);
        }
        else if (table == CopyTable.Retention)
        {
            await CopyAsync("COPY room_retention (room_no, kept, expired_seq) FROM STDIN (FORMAT BINARY)", rows, row => [_places[(string)row[0]!], .. row[1..]]);
        }
        else if (table == CopyTable.LiveSettings)
        {
            await CopyAsync("COPY meta (key, value) FROM STDIN (FORMAT BINARY)", rows, row => [LiveSettings.Prefix + row[0], row[1]]);
        }
        else
        {
            await foreach (var row in rows)
            {
                // A process that is no more: the first start settles its users.
                await Connection.Command("INSERT INTO online_processes VALUES (0, $1, now())", Sql.Number((long)row[0]!)).RunAsync();
            }
        }
    }

    public async Task CompleteAsync(IReadOnlyList<JournalRecord> heads)
    {
        foreach (var head in heads)
        {
            await Connection.Command(
                Head, Sql.Text(head.PersistenceId), Sql.Number(head.SequenceNr), Sql.Number(head.Created), new NpgsqlParameter<byte[]> { TypedValue = head.Message },
                Sql.Text(head.Manifest), Sql.Int(head.Serializer), Sql.Text(head.Writer)).RunAsync();
        }

        await Connection.Command(Complete).RunAsync();
        await _transaction.CommitAsync();
        await Connection.Command("ANALYZE").RunAsync();
    }

    private async Task CopyAsync(string copy, IAsyncEnumerable<object?[]> rows, Func<object?[], object?[]> made)
    {
        await using var import = await Connection.BeginBinaryImportAsync(copy);
        await foreach (var row in rows)
        {
            await import.StartRowAsync();
            foreach (var value in made(row))
            {
                await (value switch
                {
                    null => import.WriteNullAsync(),
                    long number => import.WriteAsync(number, NpgsqlDbType.Bigint),
                    int number => import.WriteAsync(number, NpgsqlDbType.Integer),
                    bool flag => import.WriteAsync(flag, NpgsqlDbType.Boolean),
                    Guid uuid => import.WriteAsync(uuid, NpgsqlDbType.Uuid),
                    _ => import.WriteAsync((string)value, NpgsqlDbType.Text),
                });
            }
        }

        await import.CompleteAsync();
    }
}
