using System.Globalization;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.PostgreSql.Connections;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Schema;

/// <summary>
/// Whether the journal continues where the tables end. If not, they come from two moments, of a dump of single tables for instance: a start would give numbers
/// and ids a second time, or leave messages out for ever.
/// </summary>
internal static class Continuity
{
    private const string Restore = "they come from two different moments: restore a backup of the whole database";

    /// <summary>One statement, and so one moment, also while other processes write.</summary>
    private const string Compare = """
        SELECT o.partition, o.sequence_nr,
          coalesce((SELECT sequence_number FROM journal WHERE persistence_id = s.id AND NOT deleted ORDER BY sequence_number LIMIT 1), 0),
          coalesce((SELECT sequence_number FROM journal WHERE persistence_id = s.id AND NOT deleted ORDER BY sequence_number DESC LIMIT 1), 0)
        FROM unnest($1::integer[], $2::text[]) AS s (partition, id) JOIN projection_offset AS o ON o.partition = s.partition ORDER BY 1
        """;

    /// <summary>Reads only.</summary>
    /// <exception cref="StorageException">They do not fit together.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, int partitions, string place)
    {
        int[] numbers = [.. Enumerable.Range(0, partitions)];
        var compare = connection.Command(Compare, Sql.Ints(numbers), Sql.Texts([.. numbers.Select(RoomWriter.PersistenceIdOf)]));
        foreach (var (partition, offset, first, last) in await compare.ListAsync(row => (row.GetInt32(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))))
        {
            if (offset > last)
            {
                throw new StorageException(string.Create(
                    CultureInfo.InvariantCulture, $"In {place} the tables are ahead of the journal (room partition {partition}: {offset} against {last}); {Restore}"));
            }

            if (first > offset + 1)
            {
                throw new StorageException(string.Create(
                    CultureInfo.InvariantCulture, $"In {place} the journal begins after what the tables hold (room partition {partition}: {first} against {offset}); {Restore}"));
            }
        }
    }
}
