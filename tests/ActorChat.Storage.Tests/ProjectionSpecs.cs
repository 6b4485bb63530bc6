using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;
using Akka.Actor;
using static ActorChat.Storage.Tests.Support.Build;

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
        Assert.Equal(["1"], storage.Query("SELECT count(*) FROM messages WHERE clientKey IS NOT NULL"));
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
    public async Task A_room_wakes_with_all_that_it_knew()
    {
        await using var storage = await TestStorage.StartAsync();
        await ProjectAsync(storage, Dialog(AliceAndBob, 60));

        var room = (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 20))!;
        Assert.Equal((AliceAndBob, 60, true), (room.Key, room.LastSeq, room.HasOlderClientIds));
        Assert.Equal((new MemberStanding(60, 0), new MemberStanding(55, 1)), (room.First, room.Second));
        Assert.Equal(Enumerable.Range(41, 20).Select(seq => (long)seq), room.Latest.Select(message => message.Seq));
        Assert.Equal(("message 60", "client-60", Bob, Noon + 60), (room.Latest[^1].Text, room.Latest[^1].ClientMessageId, room.Latest[^1].Author, room.Latest[^1].Time));
        Assert.Null(await storage.Tables.LoadRoomAsync(RoomKey.Of(Alice, Actors.Common.Login.FromStored("carol")).Number, 20));
    }

    [Fact]
    public async Task Client_ids_among_the_latest_messages_are_not_older()
    {
        await using var storage = await TestStorage.StartAsync();
        await ProjectAsync(storage, [Batch(Opened(), Posted(1), Posted(2, clientId: "c"))]);
        Assert.False((await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!.HasOlderClientIds);
        Assert.True((await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 0))!.HasOlderClientIds);
    }

    [Theory]
    [InlineData(null, null, 96, 100)]
    [InlineData(50L, null, 45, 49)]
    [InlineData(null, 50L, 51, 55)]
    [InlineData(60L, 50L, 51, 55)]
    [InlineData(53L, 50L, 51, 52)]
    [InlineData(1L, null, 1, 0)]
    public async Task A_page_is_ascending_and_at_the_end_that_was_asked_for(long? before, long? after, int first, int last)
    {
        await using var storage = await TestStorage.StartAsync();
        await ProjectAsync(storage, Dialog(AliceAndBob, 100));
        var page = await storage.Tables.ReadPageAsync(AliceAndBob, before, after, 5);
        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(seq => (long)seq), page.Select(message => message.Seq));
    }

    [Theory]
    [InlineData(null, null, 98, 100)]
    [InlineData(50L, null, 47, 49)]
    [InlineData(null, 50L, 51, 53)]
    public async Task Reading_a_page_ends_with_the_message_that_exceeds_its_bytes(long? before, long? after, int first, int last)
    {
        await using var storage = await TestStorage.StartAsync();
        await ProjectAsync(storage, Dialog(AliceAndBob, 100));
        var twoMessages = 2 * JsonSize.Of(Posted(50, text: "message 50", clientId: "client-50").Message);
        var page = await storage.Tables.ReadPageAsync(AliceAndBob, before, after, 50, twoMessages + 1);
        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(seq => (long)seq), page.Select(message => message.Seq));
        Assert.Equal(2, (await storage.Tables.ReadPageAsync(AliceAndBob, before, after, 50, 1)).Count);
    }

    [Fact]
    public async Task A_client_id_is_found_however_old_and_for_its_author_only()
    {
        await using var storage = await TestStorage.StartAsync();
        await ProjectAsync(storage, [Batch(Opened(), Posted(1, Alice, clientId: "one"), Posted(2, Bob, clientId: "one"), Posted(3, Alice))]);
        Assert.Equal(1, (await storage.Tables.FindByClientIdAsync(AliceAndBob, Alice, "one"))!.Seq);
        Assert.Equal(2, (await storage.Tables.FindByClientIdAsync(AliceAndBob, Bob, "one"))!.Seq);
        Assert.Null(await storage.Tables.FindByClientIdAsync(AliceAndBob, Alice, "two"));
        Assert.Equal([new StoredClientId(1, Alice, "one"), new StoredClientId(2, Bob, "one")], await storage.Tables.ReadClientIdsAsync(AliceAndBob, 0, 4, 10));
        Assert.Equal(2, await storage.Tables.CountAsync(AliceAndBob, Alice, 0, 3));
        Assert.Equal(1, await storage.Tables.CountAsync(AliceAndBob, Alice, 1, 3));
    }

    [Fact]
    public async Task Every_read_sees_what_was_handed_over_before_it()
    {
        await using var storage = await TestStorage.StartAsync(overrides: "projection.gather = 10s");
        var batches = Dialog(AliceAndBob, 50);
        for (var i = 0; i < batches.Count; i++)
        {
            storage.Tables.Project(3, i + 1, batches[i], ActorRefs.Nobody);
            Assert.Equal(i, (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!.LastSeq);
        }

        Assert.Equal(batches.Count, await storage.Tables.OffsetAsync(3));
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
