using System.Globalization;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Backup;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Projection;
using ActorChat.Storage.Sqlite.Schema;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Backup;

/// <summary>
/// Whether two databases are whole and belong together: more than a start looks at, and more slowly. Every page and index is read; the journal continues where
/// the tables end; no room and no journal has a gap.
/// </summary>
internal static class DataCheck
{
    private const string PartitionsKey = "rooms.partitions";

    private const string WithGap = """
        SELECT r.id FROM rooms AS r WHERE r.last_seq <> (SELECT count(*) FROM messages AS m WHERE m.room = r.room)
          OR r.last_seq <> coalesce((SELECT max(m.seq) FROM messages AS m WHERE m.room = r.room), 0) LIMIT 1
        """;

    /// <summary>Reads only.</summary>
    /// <exception cref="StorageException">Something is wrong with them.</exception>
    public static DataCounts Run(SchemaFile journal, SchemaFile tables, Action<BackupProgress> progress)
    {
        foreach (var file in new[] { journal, tables })
        {
            file.Verify(0);
        }

        var partitions = PartitionsOf(tables, tables.Meta(PartitionsKey));
        DatabaseFiles.Verify(journal, tables, partitions, 0);
        try
        {
            using var events = SqliteSession.OpenToInspect(journal.Path);
            using var rows = SqliteSession.OpenToInspect(tables.Path);
            foreach (var (file, session) in new[] { (tables, rows), (journal, events) })
            {
                progress(new BackupProgress($"checking {file.Name}"));
                if (session.ReadText("PRAGMA integrity_check(1)") is var finding && finding != "ok")
                {
                    throw new StorageException($"{file.Path} is damaged ({finding?.ReplaceLineEndings(" ")})");
                }
            }

            progress(new BackupProgress("checking every room and the journal for gaps"));
            if (rows.ReadText(WithGap) is { } room)
            {
                throw new StorageException($"{tables.Path} is damaged: room {room} lacks messages");
            }

            CheckJournal(journal, events, ProjectionTables.ReadOffsets(rows), partitions);
            return Count(events, rows);
        }
        catch (SqliteException failure)
        {
            throw new StorageException($"{journal.Path} and {tables.Name} cannot be read: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }

    /// <summary>Among how many partitions the rooms are divided, as a session sees it.</summary>
    /// <exception cref="StorageException">The file does not say.</exception>
    public static int PartitionsOf(SchemaFile tables, SqliteSession rows) => PartitionsOf(tables, rows.ReadText($"SELECT value FROM meta WHERE key = '{PartitionsKey}'"));

    public static DataCounts Count(SqliteSession events, SqliteSession rows) => new(
        rows.ReadNumber("SELECT count(*) FROM users"),
        rows.ReadNumber("SELECT count(*) FROM rooms"),
        rows.ReadNumber("SELECT count(*) FROM messages"),
        events.ReadNumber("SELECT count(*) FROM journal WHERE deleted = 0"));

    private static int PartitionsOf(SchemaFile tables, string? stored) => int.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out var partitions)
        ? partitions
        : throw new StorageException($"There is no data of this server in {tables.Path}");

    /// <summary>What comes after the tables is there without a gap: a start replays it.</summary>
    private static void CheckJournal(SchemaFile journal, SqliteSession events, Dictionary<int, long> offsets, int partitions)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            var offset = offsets.GetValueOrDefault(partition);
            var rest = events.Prepare("SELECT count(*), coalesce(max(sequence_number), ?2) FROM journal WHERE persistence_id = ?1 AND deleted = 0 AND sequence_number > ?2")
                .Bind(1, RoomWriter.PersistenceIdOf(partition)).Bind(2, offset);
            rest.Step();
            var (count, last) = (rest.Number(0), rest.Number(1));
            rest.Reset();
            if (count != last - offset)
            {
                throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"{journal.Path} is damaged: room partition {partition} lacks events between {offset} and {last}"));
            }
        }
    }
}
