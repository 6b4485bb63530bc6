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

    private static async Task<string> StateAsync(OpenStorage storage)
    {
        var room = (await storage.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10))!;
        return $"{room.LastSeq} {room.First} {room.Second} {room.HasOlderClientIds} {string.Join(", ", room.Latest.Select(message => $"{message.Id} {message.Seq} {message.Text} {message.ClientMessageId}"))}";
    }

    private Task WriteAsync(OpenStorage storage, long from, params RoomBatch[] batches) =>
        storage.Engine.Projection.WriteAsync(_planner.Plan([.. batches.Select((batch, i) => new JournalBatch(0, from + i, batch))]));
}
