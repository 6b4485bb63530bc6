using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;

namespace ActorChat.Storage.Tests;

/// <summary>The files of the write-ahead logs have a bound, and return to it.</summary>
public class WriteAheadLogSpecs
{
    private const long Bound = 1 << 20;
    private const int Rows = 40;

    private static readonly byte[] Content = new byte[100_000];

    [Theory]
    [InlineData("chat.db")]
    [InlineData("journal.db")]
    public async Task A_log_that_grew_during_a_long_read_is_cut_back_after_it_even_without_writes(string file)
    {
        await using var storage = await TestStorage.StartAsync(overrides: "database.checkpoint = 1MiB, journal.checkpoint = 1MiB");
        var path = storage.Folder.File(file);
        using (var reader = SqliteSession.OpenToRead(path))
        {
            reader.Execute("BEGIN");
            reader.ReadNumber("SELECT count(*) FROM meta");
            await WriteAsync(storage, file);
            Assert.True(SqliteSession.LengthOfLog(path) > LogCheckpoints.LargestOf(Bound), "the log grew past its bound");
        }

        await UntilAsync(() => SqliteSession.LengthOfLog(path) <= LogCheckpoints.LargestOf(Bound));
    }

    [Theory]
    [InlineData("chat.db")]
    [InlineData("journal.db")]
    public async Task A_log_that_grew_during_a_long_read_is_cut_back_by_later_writes(string file)
    {
        // The clock stands still: only writers check again.
        await using var storage = await TestStorage.StartAsync(overrides: "database.checkpoint = 1MiB, journal.checkpoint = 1MiB", clock: new Microsoft.Extensions.Time.Testing.FakeTimeProvider());
        var path = storage.Folder.File(file);
        using (var reader = SqliteSession.OpenToRead(path))
        {
            reader.Execute("BEGIN");
            reader.ReadNumber("SELECT count(*) FROM meta");
            await WriteAsync(storage, file);
        }

        using (var checkpoint = SqliteSession.OpenToWrite(path))
        {
            checkpoint.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            await UntilAsync(async () =>
            {
                await WriteOneAsync(storage, file, 1_000_000 + Environment.TickCount64);
                return SqliteSession.LengthOfLog(path) <= LogCheckpoints.LargestOf(Bound);
            });
        }
    }

    private static async Task WriteAsync(TestStorage storage, string file)
    {
        for (var row = 1; row <= Rows; row++)
        {
            await WriteOneAsync(storage, file, row);
        }
    }

    private static Task WriteOneAsync(TestStorage storage, string file, long number) => file == "journal.db"
        ? storage.Engine.Writes.AppendAsync([new JournalRecord("writer", number, 0, Content, "m", 1, "w")])
        : storage.Storage.Accounts.RegisterAsync(Actors.Common.Login.FromStored($"user{number}"), new string('x', Content.Length));

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
