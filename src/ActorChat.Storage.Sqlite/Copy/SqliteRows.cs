using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Storage.Copy;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Copy;

/// <summary>The rows of a data folder that no server uses: its lock keeps servers from starting.</summary>
internal class SqliteRows(string place, FileStream folderLock, SqliteSession journal, SqliteSession tables) : IStorageRows
{
    private const string Unfinished = "SELECT persistence_id, max(sequence_number) FROM journal GROUP BY persistence_id";
    private const string Offsets = "SELECT 'room-writer-' || partition, sequence_nr FROM projection_offset";

    private static readonly Dictionary<CopyTable, string> Reads = new()
    {
        [CopyTable.Users] = "SELECT id, login, login_key, password, created_at, last_seen, blocked_at, erase_begun, erase_done, coalesce(online, 0) FROM users ORDER BY id",
        [CopyTable.Tokens] = "SELECT token, user, login_key, created_at, expires_at, last_used FROM user_token ORDER BY token",
        [CopyTable.Rooms] = """
            SELECT id, first_login, second_login, first_key, second_key, opened_at, active_at, last_seq, last_id, first_read, first_unread, second_read,
              second_unread, first_client_seq, rev, first_delivered, second_delivered, happened_at, row_number() OVER (ORDER BY happened_at, id) FROM rooms ORDER BY id
            """,
        [CopyTable.Messages] = """
            SELECT r.id, m.seq, m.id, m.time, m.bySecond, m.clientMessageId, m.message, m.replyTo, m.rev, m.editedAt, m.deletedAt, m.firstReactions, m.secondReactions
            FROM rooms AS r CROSS JOIN messages AS m ON m.room = r.room ORDER BY r.id, m.seq
            """,
        [CopyTable.Operations] = """
            SELECT r.id, o.bySecond, o.operationId, o.seq, o.rev, o.time FROM rooms AS r CROSS JOIN operations AS o ON o.room = r.room ORDER BY r.id, o.bySecond, o.operationId
            """,
        [CopyTable.Blocks] = "SELECT id, bySecond, first_login, second_login, blocker_key FROM blocks ORDER BY id, bySecond",
        [CopyTable.Retention] = "SELECT id, kept, expired_seq FROM room_retention ORDER BY id",
        [CopyTable.Alive] = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'alive_at'",
        [CopyTable.LiveSettings] = $"{LiveSettings.Read} ORDER BY key",
    };

    /// <summary>Columns that are text here and milliseconds in a copy.</summary>
    private static readonly Dictionary<CopyTable, int> TimeAt = new()
    {
        [CopyTable.Rooms] = CopyTable.Rooms.Columns.ToList().IndexOf("opened_at"),
        [CopyTable.Messages] = CopyTable.Messages.Columns.ToList().IndexOf("time"),
    };

    public string Place => place;

    protected SqliteSession Journal => journal;

    protected SqliteSession Tables => tables;

    public virtual Task<string?> FindObstacleAsync()
    {
        var offsets = new Dictionary<string, long>(StringComparer.Ordinal);
        var read = tables.Prepare(Offsets);
        while (read.Step())
        {
            offsets.Add(read.Text(0), read.Number(1));
        }

        var waiting = 0L;
        var ends = journal.Prepare(Unfinished);
        while (ends.Step())
        {
            waiting += Math.Max(0, ends.Number(1) - offsets.GetValueOrDefault(ends.Text(0)));
        }

        return Task.FromResult(StorageCopy.ObstacleOf(place, waiting));
    }

    public async IAsyncEnumerable<object?[]> ReadAsync(CopyTable table)
    {
        await Task.CompletedTask;
        foreach (var row in Read(table))
        {
            yield return row;
        }
    }

    public async ValueTask DisposeAsync()
    {
        journal.Dispose();
        tables.Dispose();
        await folderLock.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private IEnumerable<object?[]> Read(CopyTable table)
    {
        var timeAt = TimeAt.GetValueOrDefault(table, -1);
        var rows = tables.Prepare(Reads[table]);
        while (rows.Step())
        {
            var row = new object?[table.Columns.Count];
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = rows.IsNull(column) ? null
                    : column == timeAt ? IsoTime.Read(rows.Utf8(column))
                    : rows.IsNumber(column) ? rows.Number(column)
                    : Encoding.UTF8.GetString(rows.Utf8(column));
            }

            yield return row;
        }
    }
}
