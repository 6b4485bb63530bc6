using System.Data;
using ActorChat.Storage.Copy;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Schema;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Copy;

/// <summary>The rows of a database that no server uses: a lock keeps servers from starting.</summary>
internal class PostgreSqlRows(NpgsqlConnection connection, string place) : IStorageRows
{
    private const string Unfinished = """
        SELECT count(*) FROM projection_offset AS o JOIN journal AS j ON j.persistence_id = 'room-writer-' || o.partition AND j.sequence_number > o.sequence_nr
        """;

    private const string IsMade = "SELECT to_regclass('message_rows') IS NOT NULL";
    private const string Held = "SELECT count(*) FROM partition_leases WHERE ends_at > clock_timestamp()";

    private static readonly Dictionary<CopyTable, string> Reads = new()
    {
        [CopyTable.Users] = """
            SELECT id, login, login_key, password, created_at, last_seen, blocked_at, erase_begun, erase_done,
              CASE WHEN EXISTS (SELECT 1 FROM online_users WHERE user_id = users.id) THEN 1::bigint ELSE 0::bigint END
            FROM users ORDER BY id
            """,
        [CopyTable.Tokens] = """SELECT token, "user", login_key, created_at, expires_at, last_used FROM user_token ORDER BY token""",
        [CopyTable.Rooms] = """
            SELECT id::text, first_login, second_login, first_key, second_key, opened_at, active_at, last_seq, last_id, first_read, first_unread, second_read,
              second_unread, first_client_seq, rev, first_delivered, second_delivered, happened_at, row_number() OVER (ORDER BY happened_at, id) FROM room_rows ORDER BY id
            """,
        [CopyTable.Messages] = """
            SELECT r.id::text, m.seq, m.id, m.time, m.by_second::integer::bigint, m.client_id, m.text, m.reply_to, m.rev, m.edited_at, m.deleted_at,
              m.first_reactions, m.second_reactions
            FROM room_rows AS r JOIN message_rows AS m ON m.room_no = r.no ORDER BY r.id, m.seq
            """,
        [CopyTable.Operations] = """
            SELECT r.id::text, o.by_second::integer::bigint, o.operation_id, o.seq, o.rev, o.time
            FROM room_rows AS r JOIN operations AS o ON o.room_no = r.no ORDER BY r.id, o.by_second, o.operation_id
            """,
        [CopyTable.Blocks] = "SELECT id::text, by_second::integer::bigint, first_login, second_login, blocker_key FROM blocks ORDER BY id, by_second",
        [CopyTable.Retention] = "SELECT r.id::text, k.kept, k.expired_seq FROM room_retention AS k JOIN room_rows AS r ON r.no = k.room_no ORDER BY r.id",
        [CopyTable.Alive] = "SELECT max(alive_at) FROM online_processes HAVING count(*) > 0",
        [CopyTable.LiveSettings] = $"{LiveSettings.Read} ORDER BY key",
    };

    public string Place => place;

    protected NpgsqlConnection Connection => connection;

    /// <summary>Opens a database for a copy.</summary>
    /// <exception cref="StorageException">A server uses it, or it cannot be used.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(ConnectionStrings strings)
    {
        try
        {
            var connection = await LivingProcess.TryAloneAsync(strings.Single("copy")) ?? throw new StorageException($"A server uses {strings.Place}: stop it first");
            await ServerRules.CheckAsync(connection, strings.Place);
            return connection;
        }
        catch (NpgsqlException failure)
        {
            throw new StorageException($"{char.ToUpperInvariant(strings.Place[0])}{strings.Place[1..]} cannot be used: {Failures.TextOf(failure)}", failure);
        }
    }

    public virtual async Task<string?> FindObstacleAsync()
    {
        if (!await connection.Command(IsMade).FirstAsync(row => row.GetBoolean(0)))
        {
            return $"There is no data of this server in {place}";
        }

        if (!await SchemaScripts.IsCurrentAsync(connection))
        {
            return $"The tables in {place} were made by an older server: start this one on it once, and stop it";
        }

        if (await connection.Command(Held).FirstAsync(row => row.GetInt64(0)) > 0)
        {
            return $"A server used {place} until a moment ago and may still live: try again in some seconds";
        }

        return StorageCopy.ObstacleOf(place, await connection.Command(Unfinished).FirstAsync(row => row.GetInt64(0)));
    }

    public async IAsyncEnumerable<object?[]> ReadAsync(CopyTable table)
    {
        await using var command = connection.Command(Reads[table]);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SingleResult);
        while (await rows.ReadAsync())
        {
            var row = new object?[table.Columns.Count];
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = rows.GetValue(column) is var value and not DBNull ? value : null;
            }

            yield return row;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
