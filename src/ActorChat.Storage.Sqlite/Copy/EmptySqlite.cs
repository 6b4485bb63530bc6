using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Copy;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Rooms;

namespace ActorChat.Storage.Sqlite.Copy;

/// <summary>A data folder without data, whose tables are filled in one transaction; then comes the journal.</summary>
internal sealed class EmptySqlite : SqliteRows, IEmptyStorage
{
    private const string IsEmpty = $"""
        SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM rooms) OR EXISTS (SELECT 1 FROM blocks) OR EXISTS (SELECT 1 FROM messages) OR EXISTS (SELECT 1 FROM projection_offset)
          OR EXISTS ({LiveSettings.Read})
        """;

    private const string AddUser = """
        INSERT INTO users (id, login, login_key, password, created_at, last_seen, blocked_at, erase_begun, erase_done, online) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, 0))
        """;

    private const string AddToken = "INSERT INTO user_token (token, user, login_key, created_at, expires_at, last_used) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

    private const string AddRoom = """
        INSERT INTO rooms (id, first_login, second_login, first_key, second_key, opened_at, active_at, last_seq, last_id, first_read, first_unread, second_read, second_unread,
          first_client_seq, rev, first_delivered, second_delivered, happened_at, happened, room, happened_bucket)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
        """;

    /// <summary>A message is read if its recipient's marker has passed it.</summary>
    private const string AddMessage = """
        INSERT INTO messages (id, room, login, message, time, isRead, seq, bySecond, clientMessageId, replyTo, rev, editedAt, deletedAt, firstReactions, secondReactions, clientKey)
        SELECT ?3, room, iif(?5, second_login, first_login), ?7, ?4, ?2 <= iif(?5, first_read, second_read), ?2, ?5, ?6, ?8, ?9, ?10, ?11, ?12, ?13, ?14 FROM rooms WHERE id = ?1
        """;

    private const string AddOperation = "INSERT INTO operations (room, bySecond, operationId, seq, rev, time) SELECT room, ?2, ?3, ?4, ?5, ?6 FROM rooms WHERE id = ?1";
    private const string AddBlock = "INSERT INTO blocks (id, bySecond, first_login, second_login, blocker_key) VALUES (?1, ?2, ?3, ?4, ?5)";

    private const string AddRetention = "INSERT INTO room_retention (id, kept, expired_seq) VALUES (?1, ?2, ?3)";

    private const string AddAlive = "INSERT INTO meta VALUES ('alive_at', ?1)";

    private const string AddUserRooms = """
        INSERT INTO user_rooms SELECT u.login, json_group_object(o.companion, o.id)
        FROM users AS u JOIN (SELECT first_key AS key, second_login AS companion, id FROM rooms UNION ALL SELECT second_key, first_login, id FROM rooms) AS o ON o.key = u.login_key
        WHERE u.erase_begun IS NULL GROUP BY u.login
        """;

    private const string AddOffset = "INSERT INTO projection_offset (partition, sequence_nr) VALUES (?1, ?2)";

    private const string AddHead = """
        INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, manifest, identifier, writer_uuid) VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private static readonly Dictionary<CopyTable, string> Inserts = new()
    {
        [CopyTable.Users] = AddUser,
        [CopyTable.Tokens] = AddToken,
        [CopyTable.Rooms] = AddRoom,
        [CopyTable.Messages] = AddMessage,
        [CopyTable.Operations] = AddOperation,
        [CopyTable.Blocks] = AddBlock,
        [CopyTable.Retention] = AddRetention,
        [CopyTable.Alive] = AddAlive,
        [CopyTable.LiveSettings] = LiveSettings.Set,
    };

    private readonly bool _isEmpty;

    public EmptySqlite(string place, FileStream folderLock, SqliteSession journal, SqliteSession tables)
        : base(place, folderLock, journal, tables)
    {
        _isEmpty = tables.ReadNumber(IsEmpty) == 0 && journal.ReadNumber("SELECT EXISTS (SELECT 1 FROM journal)") == 0;
        tables.Execute("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE");
        journal.Execute("PRAGMA synchronous = FULL");
    }

    public override Task<string?> FindObstacleAsync() => Task.FromResult(_isEmpty ? null : $"There is data in {Place}: a copy needs an empty folder");

    public async Task WriteAsync(CopyTable table, IAsyncEnumerable<object?[]> rows)
    {
        var insert = Tables.Prepare(Inserts[table]);
        await foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
            {
                Bind(insert, column + 1, row[column]);
            }

            BindFurther(insert, table, row);
            insert.Run();
        }
    }

    public Task CompleteAsync(IReadOnlyList<JournalRecord> heads)
    {
        Tables.Execute(AddUserRooms);
        for (var partition = 0; partition < heads.Count; partition++)
        {
            Tables.Prepare(AddOffset).Bind(1, partition).Bind(2, heads[partition].SequenceNr).Run();
        }

        // A crash between the two leaves a journal without tables, which a start takes for an empty folder.
        Journal.Execute("BEGIN IMMEDIATE");
        foreach (var head in heads)
        {
            Journal.Prepare(AddHead).Bind(1, head.PersistenceId).Bind(2, head.SequenceNr).Bind(3, head.Created).BindBlob(4, head.Message)
                .Bind(5, head.Manifest).Bind(6, head.Serializer).Bind(7, head.Writer).Run();
        }

        Journal.Execute("COMMIT");
        Tables.Execute("COMMIT; ANALYZE");
        return Task.CompletedTask;
    }

    private static void Bind(Statement insert, int index, object? value)
    {
        if (value is long number)
        {
            insert.Bind(index, number);
        }
        else
        {
            insert.Bind(index, (string?)value);
        }
    }

    /// <summary>What is text here, and what is computed.</summary>
    private static void BindFurther(Statement insert, CopyTable table, object?[] row)
    {
        if (table == CopyTable.Rooms)
        {
            var place = JournalPlace.OfRank((long)row[^1]!);
            insert.Bind(6, IsoTime.Text((long)row[5]!)).Bind(19, place.Number).Bind(20, $"{row[3]}{RoomKey.Separator}{row[4]}").Bind(21, place.Bucket);
        }
        else if (table == CopyTable.Messages)
        {
            _ = RoomNumber.TryParse((string)row[0]!, out var room);
            insert.Bind(4, IsoTime.Text((long)row[3]!)).Bind(14, ClientKey.Of(room, (long)row[1]!, (string?)row[5]));
        }
        else if (table == CopyTable.Alive)
        {
            insert.Bind(1, ((long)row[0]!).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
