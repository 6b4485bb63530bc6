using System.Globalization;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite.Projection;
using ActorChat.Storage.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Schema;

/// <summary>
/// Whether a journal continues where its tables end. The journal is written first. So tables ahead of their journal, or a journal that begins after a gap,
/// are copies from two different moments: a start would give numbers and ids a second time, or leave messages out for ever.
/// </summary>
internal static class Continuity
{
    private const string Restore = "they are copies from two different moments: restore a backup that holds both";

    /// <summary>Reads only.</summary>
    /// <exception cref="StorageException">They do not fit together.</exception>
    public static void Check(SchemaFile journal, SchemaFile tables, int partitions)
    {
        try
        {
            using var events = SqliteSession.OpenToInspect(journal.Path);
            using var rows = tables.IsMade ? SqliteSession.OpenToInspect(tables.Path) : null;
            Check(journal, events, tables, rows, partitions);
        }
        catch (SqliteException failure)
        {
            throw new StorageException($"{journal.Path} and {tables.Name} cannot be compared ({failure.Message.ReplaceLineEndings(" ")}): restore a backup of both databases", failure);
        }
    }

    /// <summary>The same with what two sessions see.</summary>
    /// <exception cref="StorageException">They do not fit together.</exception>
    public static void Check(SchemaFile journal, SqliteSession events, SchemaFile tables, SqliteSession? rows, int partitions)
    {
        var offsets = rows is null ? [] : ProjectionTables.ReadOffsets(rows);
        for (var partition = 0; partition < partitions; partition++)
        {
            var range = Range(events, partition);
            if (range.Last > 0 && rows is null)
            {
                throw new StorageException($"{tables.Path} is missing beside {journal.Name}, which holds messages: restore a backup of both databases");
            }

            Check(journal, tables, partition, range, offsets.GetValueOrDefault(partition));
        }
    }

    private static void Check(SchemaFile journal, SchemaFile tables, int partition, (long First, long Last) range, long offset)
    {
        if (offset > range.Last)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{tables.Path} is ahead of {journal.Name} (room partition {partition}: {offset} against {range.Last}); {Restore}"));
        }

        if (range.First > offset + 1)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{journal.Path} begins after what {tables.Name} holds (room partition {partition}: {range.First} against {offset}); {Restore}"));
        }
    }

    /// <summary>The first and the last event of a partition; zeroes if there is none.</summary>
    private static (long First, long Last) Range(SqliteSession events, int partition) => (End(events, partition, "ASC"), End(events, partition, "DESC"));

    private static long End(SqliteSession events, int partition, string order)
    {
        var find = events.Prepare($"SELECT sequence_number FROM journal WHERE persistence_id = ? AND deleted = 0 ORDER BY sequence_number {order} LIMIT 1");
        var end = find.Bind(1, RoomWriter.PersistenceIdOf(partition)).Step() ? find.Number(0) : 0;
        find.Reset();
        return end;
    }
}
