using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Projection;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>How an engine writes plans: all of one or nothing, as often as it is asked, and never back.</summary>
public abstract class ProjectionContract : EngineSpecs
{
    private readonly ProjectionPlanner _planner = new();

    [Fact]
    public async Task A_plan_that_is_written_twice_is_the_same_as_once()
    {
        await using var storage = await StartAsync();
        RoomBatch[] batches = [Batch(Opened(), Posted(1, Alice, clientId: "c"), Posted(2, Bob)), Batch(new MessagesRead(AliceAndBob, Bob, 0, 1, 0))];
        await WriteAsync(storage, 1, batches);
        var once = await StateAsync(storage);
        await WriteAgainAsync(storage, 1, batches);
        Assert.Equal(once, await StateAsync(storage));
        Assert.Equal(2, (await storage.Engine.Projection.ReadOffsetsAsync())[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task All_that_can_happen_in_a_room_is_the_same_however_it_is_grouped_and_twice_is_once(int batchesInOne)
    {
        await using var storage = await StartAsync();
        await using var other = await StartOtherAsync();
        await WriteAsync(storage, 1, Everything);
        for (var i = 0; i < Everything.Length; i += batchesInOne)
        {
            await WriteAsync(other, i + 1, Everything[i..Math.Min(Everything.Length, i + batchesInOne)]);
        }

        var once = await StateAsync(storage);
        Assert.Equal(once, await StateAsync(other));
        await WriteAgainAsync(storage, 1, Everything);
        Assert.Equal(once, await StateAsync(storage));
    }

    [Fact]
    public async Task A_replay_brings_no_former_text_and_no_reaction_back()
    {
        await using var storage = await StartAsync();
        RoomBatch[] batches =
        [
            Batch(Opened(), Posted(1, Alice, "first"), Posted(2, Bob, "other")),
            Batch(Changed(1, 1, "second"), Changed(2, 2, by: Alice, details: new MessageDetails(0) { FirstReactions = ["👍"] })),
            Batch(Changed(1, 3, "third"), Changed(2, 4, by: Alice, details: new MessageDetails(0))),
        ];
        await WriteAsync(storage, 1, batches);
        await WriteAgainAsync(storage, 1, batches[..2]);
        Assert.Equal(
            [(1, "third", 3, 0), (2, "other", 4, 0)],
            (await storage.Engine.Rooms.ReadChangesAsync(AliceAndBob, 0, 10, int.MaxValue)).Select(message => (message.Seq, message.Text, message.Rev, message.Details!.FirstReactions.Length)));
    }

    [Fact]
    public async Task A_message_that_is_not_there_cannot_change_and_the_batch_is_poison()
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, 1, Batch(Opened(), Posted(1)));
        await Assert.ThrowsAsync<PoisonBatchException>(() => WriteAsync(storage, 2, Batch(Changed(2, 1, "never posted"))));
        Assert.Equal(0, (await storage.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10))!.Rev);
    }

    [Fact]
    public async Task A_block_before_a_room_is_opened_poisons_nothing_and_stays_when_it_is()
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, 1, Batch(new CompanionBlocked(AliceAndBob, Bob, true, Noon)));
        var before = (await storage.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10))!;
        Assert.Equal((false, "Alice", "bob", false, true, 0L), (before.Exists, before.Key.First.Name, before.Key.Second.Name, before.FirstBlocks, before.SecondBlocks, before.LastSeq));
        await WriteAsync(storage, 2, Batch(Opened(), Posted(1)));
        var after = (await storage.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10))!;
        Assert.Equal((true, false, true), (after.Exists, after.FirstBlocks, after.SecondBlocks));
        await WriteAsync(storage, 3, Batch(new CompanionBlocked(AliceAndBob, Bob, false, Noon)), Batch(new CompanionBlocked(AliceAndBob, Alice, true, Noon)));
        var lifted = (await storage.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10))!;
        Assert.Equal((true, false), (lifted.FirstBlocks, lifted.SecondBlocks));
    }

    [Fact]
    public async Task A_lifted_block_of_a_room_that_was_never_opened_leaves_nothing()
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, 1, Batch(new CompanionBlocked(AliceAndBob, Bob, true, Noon), new CompanionBlocked(AliceAndBob, Bob, false, Noon + 1)));
        Assert.Null(await storage.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10));
    }

    [Fact]
    public async Task Offsets_survive_a_restart_and_never_move_back()
    {
        await using (var first = await StartAsync())
        {
            await first.Engine.Journal.AppendAsync([.. Enumerable.Range(1, 7).Select(number => new JournalRecord(RoomWriter.PersistenceIdOf(0), number, 0, [1], "m", 1, "w"))]);
            await WriteAsync(first, 1, [Batch(Opened()), .. Enumerable.Repeat(Batch(), 6)]);
            await WriteAgainAsync(first, 3, Batch(Opened()));
            await first.Engine.Projection.MakeDurableAsync(0);
        }

        await using var second = await StartAsync();
        Assert.Equal([new(0, 7)], await second.Engine.Projection.ReadOffsetsAsync());
        Assert.Equal(7, await second.Tables.OffsetAsync(0));
        Assert.Equal(0, await second.Tables.OffsetAsync(1));
        Assert.Equal(7, await second.Engine.Projection.ReadOffsetAsync(0));
        Assert.Equal(0, await second.Engine.Projection.ReadOffsetAsync(1));
    }

    [Fact]
    public async Task Tables_ahead_of_their_journal_are_refused()
    {
        await using (var first = await StartAsync())
        {
            await WriteAsync(first, 1, Batch(Opened()));
        }

        await Assert.ThrowsAsync<StorageException>(() => StartAsync());
    }

    [Fact]
    public async Task Events_of_a_room_that_was_never_opened_are_poison_and_leave_nothing()
    {
        await using var storage = await StartAsync();
        var failure = await Assert.ThrowsAsync<PoisonBatchException>(() => WriteAsync(storage, 1, Batch(Posted(1))));
        Assert.Equal((0, 1), (failure.Partition, failure.SequenceNr));
        Assert.Empty(await storage.Engine.Projection.ReadOffsetsAsync());
        Assert.Empty(await storage.Engine.Rooms.ReadPageAsync(AliceAndBob, null, null, 10, int.MaxValue));
        await WriteAsync(storage, 1, Batch(Opened(), Posted(1)));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task Another_message_with_the_same_id_or_number_is_poison_and_the_first_stays(long id, long seq)
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, 1, Batch(Opened(), Posted(1, text: "first")));
        await Assert.ThrowsAsync<PoisonBatchException>(() => WriteAsync(storage, 2, Batch(Posted(seq, text: "second", id: id))));
        Assert.Equal(["first"], (await storage.Engine.Rooms.ReadPageAsync(AliceAndBob, null, null, 10, int.MaxValue)).Select(message => message.Text));
        Assert.Equal(1, (await storage.Engine.Projection.ReadOffsetsAsync())[0]);
    }

    [Fact]
    public async Task An_erased_author_leaves_places_and_a_replay_brings_nothing_back()
    {
        await using var storage = await StartAsync();
        RoomBatch[] batches = [Batch(Opened(), Posted(1, Alice, "one", "c1"), Posted(2, Bob, "two", "c2")), Batch(new AuthorErased(AliceAndBob, Alice, 2)), Batch(Posted(3, Alice, "three"))];
        for (var i = 0; i < 2; i++)
        {
            await (i == 0 ? WriteAsync(storage, 1, batches) : WriteAgainAsync(storage, 1, batches));
            var page = await storage.Engine.Rooms.ReadPageAsync(AliceAndBob, null, null, 10, int.MaxValue);
            Assert.Equal([(1, "", null), (2, "two", "c2"), (3, "three", null)], page.Select(message => (message.Seq, message.Text, message.ClientMessageId)));
            Assert.Null(await storage.Engine.Rooms.FindByClientIdAsync(AliceAndBob, Alice, "c1"));
        }
    }

    /// <summary>Without leases a plan that was written before changes nothing; with them it is refused.</summary>
    private async Task WriteAgainAsync(OpenStorage storage, long from, params RoomBatch[] batches)
    {
        if (storage.Storage.Leases is null)
        {
            await WriteAsync(storage, from, batches);
        }
        else
        {
            Assert.Equal([0], (await Assert.ThrowsAsync<StalePartitionException>(() => WriteAsync(storage, from, batches))).Partitions);
        }
    }

    /// <summary>One batch after the other, with an event of each kind from both sides.</summary>
    private static readonly RoomBatch[] Everything =
    [
        Batch(new CompanionBlocked(AliceAndBob, Alice, true, Noon)),
        Batch(Opened(), Posted(1, Alice, "one", "c1"), Posted(2, Bob, "two")),
        Batch(Changed(1, 1, "one, edited", operationId: "op-1"), new CompanionBlocked(AliceAndBob, Alice, false, Noon + 1), Posted(3, Alice, "three")),
        Batch(new MessagesDelivered(AliceAndBob, Bob, 3, Noon + 5), Changed(2, 2, by: Alice, details: new MessageDetails(0) { FirstReactions = ["👍", ":-)"] })),
        Batch(new MessagesRead(AliceAndBob, Bob, 0, 1, 1) { Time = Noon + 6 }, Changed(1, 3, by: Bob, details: new MessageDetails(0) { EditedAt = Noon + 1001, SecondReactions = ["❤️"] }, operationId: "op-1")),
        Batch(new MessagesRead(AliceAndBob, Bob, 1, 3, 0)),
        Batch(Changed(3, 4, "", details: new MessageDetails(0) { DeletedAt = Noon + 7 }), new CompanionBlocked(AliceAndBob, Bob, true, Noon + 8)),
        Batch(new AuthorErased(AliceAndBob, Alice, 3) { Time = Noon + 9 }, Posted(4, Bob, "four")),
        Batch(Changed(2, 5, "two, edited", by: Bob, operationId: "op-2")),
    ];

    private static async Task<string> StateAsync(OpenStorage storage)
    {
        var room = (await storage.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10))!;
        var sync = (await storage.Storage.UserChats.SyncAsync(Bob, null, 10))!;
        var operations = new[] { await OperationAsync(Alice, "op-1"), await OperationAsync(Bob, "op-1"), await OperationAsync(Bob, "op-2") };
        return $"{room.LastSeq} {room.First} {room.Second} {room.HasOlderClientIds} {room.Rev} {room.FirstBlocks} {room.SecondBlocks} "
            + $"{string.Join(", ", room.Latest.Select(Text))}; {string.Join(", ", operations.Select(operation => $"{operation}"))}; "
            + $"{string.Join(", ", sync.Rooms.Select(synced => $"{synced.LastSeq} {synced.Rev} {synced.First} {synced.Second} {Text(synced.Last!)}"))} {NumbersOf(sync.Cursor)}";

        Task<StoredOperation?> OperationAsync(Actors.Common.Login by, string id) => storage.Engine.Rooms.FindOperationAsync(AliceAndBob, by, id);
    }

    private static string Text(ChatMessage message) =>
        $"{message.Id} {message.Seq} {message.Text} {message.ClientMessageId} {message.Details} {string.Join('+', message.Details?.FirstReactions ?? [])} {string.Join('+', message.Details?.SecondReactions ?? [])}";

    /// <summary>What a cursor says of the journals: not the epoch, which is another one in another storage.</summary>
    private static string NumbersOf(string cursor) => Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor).AsSpan(18));

    private Task WriteAsync(OpenStorage storage, long from, params RoomBatch[] batches) =>
        storage.Engine.Projection.WriteAsync(_planner.Plan([.. batches.Select((batch, i) => new JournalBatch(0, from + i, batch))]));
}
