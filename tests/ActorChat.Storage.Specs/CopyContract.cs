using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Copy;
using ActorChat.Storage.Projection;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>A copy has everything, and its own numbers for what happened when.</summary>
public abstract class CopyContract : EngineSpecs
{
    private readonly ProjectionPlanner _planner = new();

    [Fact]
    public async Task A_copy_has_the_settings_that_were_changed_while_a_server_ran()
    {
        Dictionary<string, string> settings = new() { ["rate-limits.connects"] = "2 per 1s, burst 2", ["rate-limits.events.read"] = "off" };
        await using (var storage = await StartAsync())
        {
            foreach (var (key, value) in settings)
            {
                await storage.Engine.LiveSettings.SaveAsync(key, value);
            }
        }

        await CopyAsync();
        await using var copy = await StartOtherAsync();
        Assert.Equal(settings, await copy.Engine.LiveSettings.ReadAsync());
    }

    [Fact]
    public async Task A_place_where_only_a_setting_was_changed_is_not_empty()
    {
        await using (var storage = await StartAsync())
        {
            await storage.Engine.LiveSettings.SaveAsync("rate-limits.connects", "off");
        }

        await using var to = await Home.OpenEmptyAsync(OpenStorage.Settings());
        Assert.StartsWith("There is data in", await to.FindObstacleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_has_changes_operations_and_blocks_and_rooms_in_the_order_in_which_something_happened()
    {
        var others = Enumerable.Range(0, 20).Select(i => RoomKey.Of(Alice, Login.FromStored($"c{i}"))).ToList();
        RoomBatch[] batches =
        [
            Batch(Opened(), Posted(1, Alice, "one"), Posted(2, Bob, "two"), new CompanionBlocked(RoomKey.Of(Bob, others[0].Second), Bob, true, Noon)),
            Batch(Changed(1, 1, "one, edited", operationId: "op"), Changed(2, 2, by: Alice, details: new MessageDetails(1) { FirstReactions = ["👍"] })),
            Batch([.. others.SelectMany((room, i) => new RoomEvent[] { Opened(room), Posted(1 + (i * 7 % 20), room.Second, room: room, id: 10 + i) })]),
            Batch(new MessagesDelivered(AliceAndBob, Bob, 1, Noon + 9), new RetentionSet(AliceAndBob, 5, Noon + 9), new MessagesExpired(others[0], 1, Noon + 9)),
        ];
        IReadOnlyList<SyncedRoom> before;
        string cursor;
        StoredRoom stored;
        await using (var storage = await StartAsync())
        {
            await storage.Engine.Journal.AppendAsync([.. batches.Select((_, i) => new Engine.JournalRecord(RoomWriter.PersistenceIdOf(1), i + 1, 0, [1], "m", 1, "w"))]);
            await storage.Engine.Projection.WriteAsync(_planner.Plan([.. batches.Select((batch, i) => new JournalBatch(1, i + 1, batch))]));
            var page = (await storage.Storage.UserChats.SyncAsync(Alice, null, 100))!;
            (before, cursor, stored) = (page.Rooms, page.Cursor, (await storage.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10))!);
        }

        await CopyAsync();
        await using var copy = await StartOtherAsync();
        var loaded = (await copy.Engine.Rooms.LoadAsync(AliceAndBob.Number, 10))!;
        Assert.Equal(stored with { Latest = [] }, loaded with { Latest = [] });
        Assert.Equal(stored.Latest, loaded.Latest);
        Assert.NotNull(await copy.Engine.Rooms.FindOperationAsync(AliceAndBob, Alice, "op"));
        Assert.Equal([others[0].Second], await copy.Storage.UserChats.BlockedAsync(Bob));
        var again = (await copy.Storage.UserChats.SyncAsync(Alice, cursor, 100))!;
        Assert.True(again.Reset);
        Assert.Equal(before.OrderBy(room => room.Key.Token, StringComparer.Ordinal), again.Rooms.OrderBy(room => room.Key.Token, StringComparer.Ordinal));
        Assert.Equal(21, again.Rooms.Count);

        // What happens in the copy from now on comes after what was copied, and in its own journals.
        await copy.Engine.Projection.WriteAsync(_planner.Plan([new JournalBatch(2, 2, Batch(Posted(3, Bob, id: 1000)))]));
        var next = (await copy.Storage.UserChats.SyncAsync(Alice, again.Cursor, 100))!;
        Assert.Equal([(AliceAndBob, 3L)], next.Rooms.Select(room => (room.Key, room.LastSeq)));
    }
    /// <summary>Copies what is in the place of this test to the second place.</summary>
    private async Task CopyAsync()
    {
        await using var from = await Home.OpenRowsAsync(OpenStorage.Settings());
        await using var to = await OtherHome.OpenEmptyAsync(OpenStorage.Settings());
        await StorageCopy.RunAsync(from, to, OpenStorage.Settings().Partitions, TimeProvider.System, _ => { });
    }
}
