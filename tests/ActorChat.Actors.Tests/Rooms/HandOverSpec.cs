using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>The parent of one partition, which an operator has handed over and opened again.</summary>
public abstract class HandOverSpec : ActorSpec
{
    protected HandOverSpec() => (Asker, Operator) = (CreateTestProbe("asker"), CreateTestProbe("operator"));

    protected PartitionsOpen Opened { get; } = new(1);

    protected TestProbe Asker { get; }

    protected TestProbe Operator { get; }

    protected RoomRoutes Routes { get; private set; } = null!;

    protected IActorRef Partitions { get; private set; } = ActorRefs.Nobody;

    /// <summary>The partition's actor, even if the routes already lead elsewhere.</summary>
    protected ActorSelection Partition => Sys.ActorSelection(Partitions.Path / "*");

    /// <summary>How the partition lives beside those of other processes.</summary>
    protected PartitionPlacement Placement { get; set; } = PartitionPlacement.Alone;

    protected void Start(RoomSettings settings)
    {
        Routes = new RoomRoutes(settings, Clock);
        var services = new RoomServices(Tables, Registry, settings, Clock, Opened)
        {
            Chance = () => 0,
            Placement = Placement,
            Keeper = Placement.Leases is { } leases ? new LeaseKeeper(leases, settings.LeaseRenewEvery, Clock, Sys.Log) : null,
        };
        Partitions = Sys.ActorOf(RoomPartitions.Props(Routes, services), "rooms");
    }

    protected async Task StartAsync(RoomSettings? settings = null)
    {
        Start(settings ?? Rooms);
        await Opened.Ready.WaitAsync(TimeSpan.FromSeconds(60));
        await AwaitAssertAsync(() => Assert.NotNull(Routes[0].Owner));
    }

    protected void HandOver() => Partitions.Tell(new PartitionCommands.HandOver(0), Operator);

    protected void OpenAgain() => Partitions.Tell(new PartitionCommands.Open(0), Operator);

    protected async Task ExpectHandedOverAsync() => Assert.Equal(0, (await Operator.ExpectMsgAsync<PartitionCommands.HandedOver>()).Partition);

    protected void Post(string clientId, long requestId) => Routes.Tell(APost(Alice, clientId, byCompanion: true, requestId), Asker);

    protected async Task PostAsync(string clientId)
    {
        Post(clientId, 1);
        await Asker.ExpectMsgAsync<RoomReply.Posted>();
    }

    /// <summary>A message whose write has begun, and ends only when the journal's writes are released.</summary>
    protected async Task ShutWritesAsync(string clientId, long requestId)
    {
        var journal = CreateTestProbe();
        Journal.Listener = journal;
        Journal.Writes.Shut();
        Post(clientId, requestId);
        await journal.ExpectMsgAsync<JournalControl.WriteAsked>();
    }

    protected async Task<RoomReply.Posted> ExpectPostedAsync(long requestId, long seq)
    {
        var posted = await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Assert.Equal((requestId, seq), (posted.RequestId, posted.Message.Seq));
        return posted;
    }

    protected async Task ExpectUnavailableAsync(long requestId) =>
        Assert.Equal(new RoomReply.Refused(requestId, ChatError.Unavailable), await Asker.ExpectMsgAsync<RoomReply>());
}
