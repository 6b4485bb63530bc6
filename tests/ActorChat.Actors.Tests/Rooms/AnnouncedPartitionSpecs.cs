using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A partition under a lease whose parent is the test: it decides when the opening is announced.</summary>
public sealed class AnnouncedPartitionSpecs : ActorSpec
{
    private readonly TestProbe _parent;
    private readonly TestProbe _asker;

    public AnnouncedPartitionSpecs() => (_parent, _asker) = (CreateTestProbe("parent"), CreateTestProbe("asker"));

    [Fact]
    public async Task Nothing_is_answered_before_those_who_may_have_missed_something_know_of_the_opening()
    {
        var partition = await OpenAsync();
        partition.Tell(APost(Alice, "a", byCompanion: true, 1), _asker);
        partition.Tell(APost(Alice, "b", byCompanion: true, 2), _asker);
        await partition.Ask<PartitionCommands.Awake>(new PartitionCommands.ListAwake(10), TimeSpan.FromSeconds(60));
        Assert.False(_asker.HasMessages);
        partition.Tell(PartitionCommands.Announced.Instance, _parent);
        Assert.Equal((1, 1), Of(await _asker.ExpectMsgAsync<RoomReply.Posted>()));
        Assert.Equal((2, 2), Of(await _asker.ExpectMsgAsync<RoomReply.Posted>()));
    }

    [Fact]
    public async Task Early_requests_of_a_partition_that_leaves_before_it_is_announced_are_asked_again()
    {
        var partition = await OpenAsync();
        partition.Tell(APost(Alice, "a", byCompanion: true, 1), _asker);
        partition.Tell(new PartitionCommands.HandOver(0), _parent);
        Assert.Equal(new RoomReply.Moved(1), await _asker.ExpectMsgAsync<RoomReply>());
    }

    private static (long RequestId, long Seq) Of(RoomReply.Posted posted) => (posted.RequestId, posted.Message.Seq);

    private async Task<IActorRef> OpenAsync()
    {
        var leases = new MemoryLeases(Clock, TimeSpan.FromSeconds(6)).Of("here");
        var services = new RoomServices(Tables, Registry, Rooms, Clock, new PartitionsOpen(1))
        {
            Placement = new PartitionPlacement { Leases = leases },
            Keeper = new LeaseKeeper(leases, Rooms.LeaseRenewEvery, Clock, Sys.Log),
        };
        _parent.ChildActorOf(RoomPartition.Props(0, 1, services));
        return (await _parent.ExpectMsgAsync<PartitionCommands.Opened>()).Owner;
    }
}
