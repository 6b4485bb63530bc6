using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

public class ProjectionSpecs
{
    private const string EveryTable = """
        SELECT 'm', id, room, login, message, time, isRead, seq, bySecond, clientMessageId, clientKey FROM messages UNION ALL
        SELECT 'r', id, room, first_read, first_unread, second_read, second_unread, last_seq, last_id, active_at, first_client_seq FROM rooms UNION ALL
        SELECT 'u', id, rooms, 0, 0, 0, 0, 0, 0, 0, 0 FROM user_rooms UNION ALL
        SELECT 'o', partition, sequence_nr, 0, 0, 0, 0, 0, 0, 0, 0 FROM projection_offset ORDER BY 1, 2
        """;

    [Fact]
    public async Task Replaying_a_journal_a_second_time_leaves_the_same_tables()
    {
        await using var storage = await TestStorage.StartAsync();
        await RegisterAsync(storage, "Alice", "bob");
        var journal = Dialog(AliceAndBob, 100);
        await ProjectAsync(storage, journal);
        var once = storage.Query(EveryTable);

        await ProjectAsync(storage, journal);
        Assert.Equal(100 + 1 + 2 + 1, once.Count);
        Assert.Equal(once, storage.Query(EveryTable));
    }

    [Fact]
    public async Task A_journal_in_one_transaction_gives_the_same_tables_as_in_many()
    {
        await using var together = await TestStorage.StartAsync();
        await using var apart = await TestStorage.StartAsync(overrides: "projection.transaction = 1");
        foreach (var storage in new[] { together, apart })
        {
            await RegisterAsync(storage, "Alice", "bob");
            await ProjectAsync(storage, Dialog(AliceAndBob, 100));
        }

        Assert.Equal(apart.Query(EveryTable), together.Query(EveryTable));
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(1)]
    public async Task An_erased_author_leaves_places_without_a_gap_and_a_replay_brings_nothing_back(int transaction)
    {
        await using var storage = await TestStorage.StartAsync(overrides: $"projection.transaction = {transaction}");
        await RegisterAsync(storage, "Alice", "bob");
        RoomBatch[] journal = [Batch(Opened(), Posted(1, Alice, "one", "c1"), Posted(2, Bob, "two", "c2")), Batch(new AuthorErased(AliceAndBob, Alice, 2)), Batch(Posted(3, Alice, "three"))];
        await ProjectAsync(storage, journal);
        string[] left = ["1|Alice||", "2|bob|two|c2", "3|Alice|three|"];
        Assert.Equal(left, storage.Query("SELECT seq, login, message, clientMessageId FROM messages ORDER BY seq"));
        await ProjectAsync(storage, journal);
        Assert.Equal(left, storage.Query("SELECT seq, login, message, clientMessageId FROM messages ORDER BY seq"));
    }

    [Fact]
    public async Task The_tables_hold_rooms_and_messages_as_described()
    {
        await using var storage = await TestStorage.StartAsync();
        await RegisterAsync(storage, "Alice", "bob");
        await ProjectAsync(storage, [Batch(Opened(), Posted(1, Alice, "hi, \"you\" – 😀", "c1"), Posted(2, Bob, "hello"), new MessagesRead(AliceAndBob, Bob, 0, 1, 0))]);

        Assert.Equal(["1|alice:bob|Alice|hi, \"you\" – 😀|2026-11-22T11:56:00.124Z|1|1|c1", "2|alice:bob|bob|hello|2026-11-22T11:56:00.125Z|0|2|"], storage.Query("SELECT id, room, login, message, time, isRead, seq, clientMessageId FROM messages ORDER BY id"));
        Assert.Equal([$"{AliceAndBob.Number}|alice:bob|2"], storage.Query("SELECT id, room, last_seq FROM rooms"));
        Assert.Equal([$"Alice|{{\"bob\":\"{AliceAndBob.Number}\"}}", $"bob|{{\"Alice\":\"{AliceAndBob.Number}\"}}"], storage.Query("SELECT id, rooms FROM user_rooms ORDER BY id"));
    }

    [Fact]
    public async Task A_second_companion_is_added_to_a_users_rooms()
    {
        await using var storage = await TestStorage.StartAsync();
        await RegisterAsync(storage, "Alice", "bob", "x.y+z@w");
        var other = RoomKey.Of(Alice, Actors.Common.Login.FromStored("x.y+z@w"));
        await ProjectAsync(storage, [Batch(Opened()), Batch(Opened(other))]);
        Assert.Equal([$"{AliceAndBob.Number}|{other.Number}"], storage.Query("""SELECT rooms ->> '$."bob"', rooms ->> '$."x.y+z@w"' FROM user_rooms WHERE id = 'Alice'"""));
    }

    [Fact]
    public async Task Offsets_survive_a_restart()
    {
        using var folder = new TempFolder();
        await using (var first = await TestStorage.StartAsync(folder))
        {
            await ProjectAsync(first, Dialog(AliceAndBob, 10));
            Assert.Equal(11, await first.Tables.MakeDurableAsync(0));
        }

        folder.AddJournalEvent(0, 11);
        await using var second = await TestStorage.StartAsync(folder);
        Assert.Equal(11, await second.Tables.OffsetAsync(0));
        Assert.Equal(0, await second.Tables.OffsetAsync(1));
    }

    [Fact]
    public async Task A_locked_database_is_tried_again_until_it_works_and_reads_are_told_meanwhile()
    {
        await using var storage = await TestStorage.StartAsync();
        await ProjectAsync(storage, [Batch(Opened())]);
        using (var other = SqliteSession.OpenToWrite(storage.Folder.File("chat.db")))
        {
            other.Execute("BEGIN IMMEDIATE");
            storage.Tables.Project(0, 2, Batch(Posted(1)), ActorRefs.Nobody);
            await Assert.ThrowsAsync<StorageFailedException>(() => storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1));
            var health = await storage.Storage.CheckAsync();
            Assert.Equal((false, 1L), (health.Ready, health.WaitingBatches));
            Assert.Contains("locked", health.Problem, StringComparison.Ordinal);
            other.Execute("ROLLBACK");
        }

        Assert.Equal(1, await UntilWrittenAsync(storage));
    }

    [Fact]
    public async Task A_batch_that_can_never_be_written_stops_the_projection_at_its_position_and_is_not_skipped()
    {
        await using var storage = await TestStorage.StartAsync();
        await ProjectAsync(storage, [Batch(Opened(), Posted(1, id: 1))]);
        // Another message with an id that is taken.
        storage.Tables.Project(0, 2, Batch(Posted(2, id: 1)), ActorRefs.Nobody);
        var failure = await Assert.ThrowsAsync<Projection.PoisonBatchException>(() => storage.Tables.OffsetAsync(0));
        Assert.Equal((0, 2), (failure.Partition, failure.SequenceNr));
        Assert.Equal(["1"], storage.Query("SELECT sequence_nr FROM projection_offset"));
        Assert.Throws<InvalidOperationException>(() => storage.Tables.Project(0, 3, Batch(Posted(3)), ActorRefs.Nobody));
        var health = await storage.Storage.CheckAsync();
        Assert.False(health.TablesWritable);
        Assert.Contains("batch 2 of room partition 0", health.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_learns_how_far_the_tables_are()
    {
        await using var storage = await TestStorage.StartAsync();
        var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var writer = storage.System.ActorOf(Props.Create(() => new Listener(told)));
        storage.Tables.Project(0, 7, Batch(Opened()), writer);
        Assert.Equal(7, await told.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(["7"], storage.Query("SELECT sequence_nr FROM projection_offset"));
    }

    [Fact]
    public async Task A_room_enters_the_bucket_of_the_index_also_after_a_transaction_that_failed()
    {
        await using var storage = await TestStorage.StartAsync();
        var planner = new Projection.ProjectionPlanner();
        const string Buckets = "SELECT happened_partition, happened_bucket, happened >> 20 FROM rooms";
        await WriteAsync(1, Opened(), Posted(1));
        Assert.Equal(["2|0|1"], storage.Query(Buckets));
        storage.Folder.Execute("chat.db", "CREATE TRIGGER refuse BEFORE UPDATE ON projection_offset BEGIN SELECT RAISE(ABORT, 'refused'); END");
        await Assert.ThrowsAsync<StorageFailedException>(() => WriteAsync(70_000, Posted(2)));
        Assert.Equal(["2|0|1"], storage.Query(Buckets));
        storage.Folder.Execute("chat.db", "DROP TRIGGER refuse");
        await WriteAsync(70_000, Posted(2));
        Assert.Equal(["2|1|70000"], storage.Query(Buckets));

        Task WriteAsync(long sequenceNr, params RoomEvent[] events) => storage.Engine.Projection.WriteAsync(planner.Plan([new Projection.JournalBatch(2, sequenceNr, Batch(events))]));
    }

    private static async Task RegisterAsync(TestStorage storage, params string[] logins)
    {
        foreach (var login in logins)
        {
            Assert.True(await storage.Storage.Accounts.RegisterAsync(Actors.Common.Login.FromStored(login), "hash"));
        }
    }

    private static async Task ProjectAsync(TestStorage storage, IReadOnlyList<RoomBatch> batches)
    {
        for (var i = 0; i < batches.Count; i++)
        {
            storage.Tables.Project(0, i + 1, batches[i], ActorRefs.Nobody);
        }

        await storage.Tables.OffsetAsync(0);
    }

    /// <summary>The number of the room's last message, once the tables can be written again.</summary>
    private static async Task<long> UntilWrittenAsync(TestStorage storage)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                return (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!.LastSeq;
            }
            catch (StorageFailedException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    private sealed class Listener(TaskCompletionSource<long> told) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case BatchProjected projected:
                    told.SetResult(projected.SequenceNr);
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
