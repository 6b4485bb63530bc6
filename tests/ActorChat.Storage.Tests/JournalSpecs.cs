using System.Globalization;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Specs;
using ActorChat.Storage.Sqlite.Journal;
using ActorChat.Storage.Tests.Support;
using Akka.Actor;
using Akka.Persistence;
using Microsoft.Data.Sqlite;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

public class JournalSpecs
{
    /// <summary>More rows than are deleted at once.</summary>
    private const int Count = 5_000;

    [Fact]
    public async Task A_long_trim_delays_no_append_and_still_completes()
    {
        await using var storage = await TestStorage.StartAsync();
        var journal = storage.Engine.Writes;
        await journal.AppendAsync([.. Rows("writer", 1, Count)]);
        await journal.AppendAsync([.. Rows("another", 1, 3)]);
        var trimmed = journal.TrimAsync("writer", Count - 1);
        var appends = 0;
        while (!trimmed.IsCompleted)
        {
            var before = await CountAsync("writer");
            await journal.AppendAsync([.. Rows("writer", Count + ++appends, 1)]);

            // A few rows with each append; many if nobody has appended for a while.
            Assert.InRange(before + 1 - await CountAsync("writer"), 0, (2 * JournalTrims.RowsAlone) + JournalTrims.RowsBesideAppends);
        }

        await trimmed;
        Assert.Equal(1 + appends, await CountAsync("writer"));
        Assert.Equal(3, await CountAsync("another"));

        async Task<int> CountAsync(string writer) => int.Parse((await journal.AskAsync($"SELECT count(*) FROM journal WHERE persistence_id = '{writer}'"))!, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_trim_continues_while_nothing_is_appended_and_always_leaves_the_last_row()
    {
        await using var storage = await TestStorage.StartAsync();
        var journal = storage.Engine.Writes;
        await journal.AppendAsync([.. Rows("writer", 1, Count)]);
        await journal.TrimAsync("writer", long.MaxValue);
        Assert.Equal($"{Count}", await journal.AskAsync("SELECT group_concat(sequence_number) FROM journal"));
        Assert.Equal("1", await journal.AskAsync("SELECT deleted FROM journal"));
    }

    [Fact]
    public async Task A_failing_trim_fails_no_append_and_can_be_requested_again()
    {
        await using var storage = await TestStorage.StartAsync();
        var journal = storage.Engine.Writes;
        await journal.AppendAsync([.. Rows("writer", 1, 3)]);
        await journal.AskAsync("CREATE TRIGGER fault BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'injected'); END");
        var trimmed = journal.TrimAsync("writer", 2);
        await journal.AppendAsync([.. Rows("writer", 4, 1)]);
        await Assert.ThrowsAsync<StorageFailedException>(() => trimmed);
        Assert.Equal("4", await journal.AskAsync("SELECT count(*) FROM journal"));

        await journal.AskAsync("DROP TRIGGER fault");
        await journal.TrimAsync("writer", 2);
        Assert.Equal("3,4", await journal.AskAsync("SELECT group_concat(sequence_number) FROM journal"));
    }

    [Fact]
    public async Task The_journal_is_written_with_a_synchronous_write_ahead_log_by_the_connections_it_really_uses()
    {
        await using var storage = await TestStorage.StartAsync();
        await storage.System.ActorOf(Props.Create<Recorder>()).Ask<long>(Batch(Posted(1)), TimeSpan.FromSeconds(60));

        Assert.Equal("2", await storage.Engine.Writes.AskAsync("PRAGMA synchronous"));
        Assert.Equal("wal", await storage.Engine.Writes.AskAsync("PRAGMA journal_mode"));
        Assert.Equal("1", await storage.Engine.Writes.AskAsync("SELECT count(*) FROM journal"));

        // What Akka.Persistence.Sql does by itself, deleting and replaying. The pool returns the very connection that has just written.
        await using var connection = JournalPlugin.Connection(storage.Folder.File("journal.db"));
        await connection.OpenAsync();
        Assert.Equal(2L, Scalar("PRAGMA synchronous"));
        Assert.Equal(-8192L, Scalar("PRAGMA cache_size"));
        Assert.Equal("wal", Scalar("PRAGMA journal_mode"));

        object? Scalar(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return command.ExecuteScalar();
        }
    }

    [Fact]
    public async Task A_batch_is_one_row_of_the_journal()
    {
        await using var storage = await TestStorage.StartAsync();
        await storage.System.ActorOf(Props.Create<Recorder>()).Ask<long>(Batch(Posted(1), Posted(2), Posted(3)), TimeSpan.FromSeconds(60));
        Assert.Equal(["recorder|1|batch-v1|4143"], storage.Query("SELECT persistence_id, sequence_number, manifest, identifier FROM journal", "journal.db"));
    }

    private static IEnumerable<JournalRecord> Rows(string writer, long from, int count) =>
        Enumerable.Range(0, count).Select(i => new JournalRecord(writer, from + i, 0, new byte[100], "batch", 1, "uuid"));
}
