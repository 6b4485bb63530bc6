using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>The reads of rooms after batches were handed over.</summary>
public abstract class RoomTablesContract : EngineSpecs
{
    [Fact]
    public async Task A_room_wakes_with_all_that_it_knew()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync(Dialog(AliceAndBob, 60));

        var room = (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 20))!;
        Assert.Equal((AliceAndBob, 60, true), (room.Key, room.LastSeq, room.HasOlderClientIds));
        Assert.Equal((new MemberStanding(60, 0), new MemberStanding(55, 1)), (room.First, room.Second));
        Assert.Equal(Enumerable.Range(41, 20).Select(seq => (long)seq), room.Latest.Select(message => message.Seq));
        Assert.Equal(("message 60", "client-60", Bob, Noon + 60), (room.Latest[^1].Text, room.Latest[^1].ClientMessageId, room.Latest[^1].Author, room.Latest[^1].Time));
        Assert.Null(await storage.Tables.LoadRoomAsync(RoomKey.Of(Alice, Login.FromStored("carol")).Number, 20));
    }

    [Fact]
    public async Task Client_ids_among_the_latest_messages_are_not_older()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync([Batch(Opened(), Posted(1), Posted(2, clientId: "c"))]);
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
        await using var storage = await StartAsync();
        await storage.ProjectAsync(Dialog(AliceAndBob, 100));
        var page = await storage.Tables.ReadPageAsync(AliceAndBob, before, after, 5);
        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(seq => (long)seq), page.Select(message => message.Seq));
    }

    [Theory]
    [InlineData(null, null, 98, 100)]
    [InlineData(50L, null, 47, 49)]
    [InlineData(null, 50L, 51, 53)]
    public async Task Reading_a_page_ends_with_the_message_that_exceeds_its_bytes(long? before, long? after, int first, int last)
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync(Dialog(AliceAndBob, 100));
        var twoMessages = 2 * JsonSize.Of(Posted(50, text: "message 50", clientId: "client-50").Message);
        var page = await storage.Tables.ReadPageAsync(AliceAndBob, before, after, 50, twoMessages + 1);
        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(seq => (long)seq), page.Select(message => message.Seq));
        Assert.Equal(2, (await storage.Tables.ReadPageAsync(AliceAndBob, before, after, 50, 1)).Count);
    }

    [Fact]
    public async Task A_client_id_is_found_however_old_and_for_its_author_only()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync([Batch(Opened(), Posted(1, Alice, clientId: "one"), Posted(2, Bob, clientId: "one"), Posted(3, Alice))]);
        Assert.Equal(1, (await storage.Tables.FindByClientIdAsync(AliceAndBob, Alice, "one"))!.Seq);
        Assert.Equal(2, (await storage.Tables.FindByClientIdAsync(AliceAndBob, Bob, "one"))!.Seq);
        Assert.Null(await storage.Tables.FindByClientIdAsync(AliceAndBob, Alice, "two"));
        Assert.Equal([new StoredClientId(1, Alice, "one"), new StoredClientId(2, Bob, "one")], await storage.Tables.ReadClientIdsAsync(AliceAndBob, 0, 4, 10));
        Assert.Equal(2, await storage.Tables.CountAsync(AliceAndBob, Alice, 0, 3));
        Assert.Equal(1, await storage.Tables.CountAsync(AliceAndBob, Alice, 1, 3));
    }

    /// <summary>Around every border of what the engines index in another way: the first messages of a room, and blocks of later ones.</summary>
    [Fact]
    public async Task A_client_id_is_found_wherever_its_message_is_in_a_long_room()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync([Batch([Opened(), .. Enumerable.Range(1, 5000).Select(seq => Posted(seq, seq % 2 == 0 ? Alice : Bob, clientId: $"c{seq}"))])]);
        foreach (var seq in new long[] { 1, 255, 256, 257, 1023, 1024, 1025, 2047, 2048, 2049, 4999, 5000 })
        {
            var (author, companion) = seq % 2 == 0 ? (Alice, Bob) : (Bob, Alice);
            Assert.Equal(seq, (await storage.Tables.FindByClientIdAsync(AliceAndBob, author, $"c{seq}"))?.Seq);
            Assert.Null(await storage.Tables.FindByClientIdAsync(AliceAndBob, companion, $"c{seq}"));
        }

        Assert.Null(await storage.Tables.FindByClientIdAsync(AliceAndBob, Alice, "c5001"));
    }

    [Fact]
    public async Task Every_read_sees_what_was_handed_over_before_it()
    {
        await using var storage = await StartAsync(overrides: "projection.gather = 10s");
        var batches = Dialog(AliceAndBob, 50);
        for (var i = 0; i < batches.Count; i++)
        {
            storage.Tables.Project(3, i + 1, batches[i], ActorRefs.Nobody);
            Assert.Equal(i, (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!.LastSeq);
        }

        Assert.Equal(batches.Count, await storage.Tables.OffsetAsync(3));
    }
}
