using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>How long texts are kept, and how far that was done.</summary>
public abstract class RetentionContract : EngineSpecs
{
    private static readonly RoomKey s_other = RoomKey.Of(Alice, Login.FromStored("carol"));

    [Fact]
    public async Task A_rooms_own_retention_and_how_far_it_was_done_are_kept_apart_and_writing_them_again_changes_nothing()
    {
        await using var storage = await StartAsync();
        RoomBatch[] batches =
        [
            Batch(Opened(), Posted(1), Posted(2), new RetentionSet(AliceAndBob, 5, Noon)),
            Batch(new MessagesExpired(AliceAndBob, 1, Noon), new RetentionSet(AliceAndBob, 7, Noon)),
            Batch(new RetentionSet(AliceAndBob, null, Noon)),
        ];
        storage.Tables.Project(0, 1, batches[0], ActorRefs.Nobody);
        Assert.Equal(new StoredRetention(5, 0), await storage.Tables.FindRetentionAsync(AliceAndBob));
        storage.Tables.Project(0, 2, batches[1], ActorRefs.Nobody);
        Assert.Equal(new StoredRetention(7, 1), await storage.Tables.FindRetentionAsync(AliceAndBob));
        storage.Tables.Project(0, 3, batches[2], ActorRefs.Nobody);
        Assert.Equal(new StoredRetention(null, 1), await storage.Tables.FindRetentionAsync(AliceAndBob));
        Assert.Equal(default, await storage.Tables.FindRetentionAsync(s_other));
    }

    [Fact]
    public async Task The_oldest_message_that_is_not_over_is_found_for_each_room_in_the_order_of_their_numbers()
    {
        await using var storage = await StartAsync();
        storage.Tables.Project(0, 1, Batch(Opened(), Posted(1), Posted(2), new MessagesExpired(AliceAndBob, 1, Noon)), ActorRefs.Nobody);
        storage.Tables.Project(0, 2, Batch(Opened(s_other), Posted(1, room: s_other, id: 9), new RetentionSet(s_other, 5, Noon)), ActorRefs.Nobody);
        await storage.Tables.FindRetentionAsync(AliceAndBob);
        await storage.Tables.FindRetentionAsync(s_other);

        var retained = storage.Storage.Retained;
        OldestMessage[] expected = [new(AliceAndBob.Number, AliceAndBob.First, null, Noon + 2), new(s_other.Number, s_other.First, 5, Noon + 1)];
        expected = [.. expected.OrderBy(room => room.Room.ToString(), StringComparer.Ordinal)];
        Assert.Equal(expected, await retained.OldestAsync(default, 10, onlyOwn: false));
        Assert.Equal(expected[..1], await retained.OldestAsync(default, 1, onlyOwn: false));
        Assert.Equal(expected[1..], await retained.OldestAsync(expected[0].Room, 10, onlyOwn: false));
        Assert.Equal(s_other.Number, Assert.Single(await retained.OldestAsync(default, 10, onlyOwn: true)).Room);

        storage.Tables.Project(0, 3, Batch(new MessagesExpired(AliceAndBob, 2, Noon)), ActorRefs.Nobody);
        await storage.Tables.FindRetentionAsync(AliceAndBob);
        Assert.Null((await retained.OldestAsync(default, 10, onlyOwn: false)).Single(room => room.Room == AliceAndBob.Number).Time);
        Assert.Equal(s_other.First, await retained.FindMemberAsync(s_other.Number));
        Assert.Null(await retained.FindMemberAsync(RoomKey.Of(Bob, Login.FromStored("carol")).Number));
    }
}
