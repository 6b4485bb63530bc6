using System.Globalization;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Journal;
using ActorChat.Storage.Journal.Format;
using Google.Protobuf;

namespace ActorChat.Storage.Copy;

/// <summary>
/// Copies a storage from one engine to another, and reads the copy back to compare it. The copy may have another number of partitions: its journals begin anew,
/// with message ids above all that there are.
/// </summary>
public static class StorageCopy
{
    /// <summary>Copies everything, or nothing.</summary>
    /// <param name="from">The storage to copy.</param>
    /// <param name="to">An empty one.</param>
    /// <param name="partitions">How many partitions the copy has.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="done">Told of each table that was copied and compared, in one line.</param>
    /// <exception cref="StorageException">It cannot be copied, or the copy is not the same.</exception>
    public static async Task RunAsync(IStorageRows from, IEmptyStorage to, int partitions, TimeProvider clock, Action<string> done)
    {
        if ((await from.FindObstacleAsync() ?? await to.FindObstacleAsync()) is { } obstacle)
        {
            throw new StorageException(obstacle);
        }

        var highestId = 0L;
        foreach (var table in CopyTable.All)
        {
            using var hash = new RowHash();
            var idAt = table == CopyTable.Messages ? table.Columns.ToList().IndexOf("id") : -1;
            await to.WriteAsync(table, PassAsync(from.ReadAsync(table), row =>
            {
                hash.Add(row);
                highestId = idAt < 0 ? highestId : Math.Max(highestId, (long)row[idAt]!);
            }));
            var given = hash.Take();
            var written = await HashAsync(to, table);
            if (given != written)
            {
                throw new StorageException($"The table {table} of the copy is not the same: {given.Rows} rows with the hash {given.Hash} became {written.Rows} with {written.Hash}; nothing was kept");
            }

            done($"{table}: {given.Rows} rows, SHA-256 {given.Hash}");
        }

        await to.CompleteAsync([.. Enumerable.Range(0, partitions).Select(partition => HeadOf(partition, partitions, highestId, clock))]);
    }

    /// <summary>The obstacle of a storage whose tables lack events of its journal; null if they lack none.</summary>
    /// <param name="place">Where the data is.</param>
    /// <param name="lacking">How many they lack.</param>
    public static string? ObstacleOf(string place, long lacking) => lacking == 0 ? null : string.Create(
        CultureInfo.InvariantCulture, $"In {place} the tables lack {lacking} events of the journal, as after a crash: start the server on it once, and stop it");

    private static async IAsyncEnumerable<object?[]> PassAsync(IAsyncEnumerable<object?[]> rows, Action<object?[]> seen)
    {
        await foreach (var row in rows)
        {
            seen(row);
            yield return row;
        }
    }

    private static async Task<(long Rows, string Hash)> HashAsync(IStorageRows storage, CopyTable table)
    {
        using var hash = new RowHash();
        await foreach (var row in storage.ReadAsync(table))
        {
            hash.Add(row);
        }

        return hash.Take();
    }

    /// <summary>An empty batch that says where a partition's ids go on.</summary>
    private static JournalRecord HeadOf(int partition, int partitions, long highestId, TimeProvider clock) => new(
        RoomWriter.PersistenceIdOf(partition),
        1,
        clock.GetUtcNow().Ticks,
        new Batch { NextId = (highestId / partitions) + 1 }.ToByteArray(),
        ChatEventSerializer.BatchManifest,
        ChatEventSerializer.Id,
        "copy");
}
