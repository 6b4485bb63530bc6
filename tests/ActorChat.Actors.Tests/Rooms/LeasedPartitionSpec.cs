using ActorChat.Actors.Rooms;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>The parent of one partition that opens under a lease, and another process that may take the lease.</summary>
public abstract class LeasedPartitionSpec : HandOverSpec
{
    protected static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(3);

    protected LeasedPartitionSpec()
    {
        Leases = new MemoryLeases(Clock, LeaseLength);
        (Here, Elsewhere) = (Leases.Of("here"), Leases.Of("elsewhere"));
        Announced = CreateTestProbe("announced");
        Placement = new PartitionPlacement { Leases = Here, Announcements = new Announcements(Announced, () => AnyOther) };
    }

    /// <summary>What other nodes are told.</summary>
    protected sealed record OpenedHere(long Epoch, long? Follows);

    /// <summary>What other nodes are told.</summary>
    protected sealed record WithdrawnHere(long Epoch);

    /// <summary>Asked of the node where the partition is open.</summary>
    protected sealed record Pulled(int Partition);

    /// <summary>Whether there is a node that could ask for the partition.</summary>
    protected bool AnyOther { get; set; } = true;

    protected MemoryLeases Leases { get; }

    protected MemoryLeases.Process Here { get; }

    protected MemoryLeases.Process Elsewhere { get; }

    protected TestProbe Announced { get; }

    protected async Task ExpectOpenedAsync(long epoch, long? follows) => Assert.Equal(new OpenedHere(epoch, follows), await FishAsync<OpenedHere>(Announced));

    /// <summary>Time passes in steps in which leases are renewed.</summary>
    protected async Task PassRenewingAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Rooms.LeaseRenewEvery)
        {
            Pass(Rooms.LeaseRenewEvery);
            await Task.Yield();
        }
    }

    protected async Task OpenAfterAsync(TimeSpan pause)
    {
        await SettledAsync();
        Pass(pause);
        await AwaitAssertAsync(() => Assert.Equal((1, 1), Opened.Count));
    }

    /// <summary>The partition has handled everything before.</summary>
    protected async Task SettledAsync()
    {
        Partition.Tell(new PartitionCommands.ListAwake(0), Operator);
        await Operator.ExpectMsgAsync<PartitionCommands.Awake>();
    }

    protected Task AwaitClosedAsync() => AwaitAssertAsync(() => Assert.Equal((0, 1), Opened.Count));

    /// <summary>The epochs of the openings in the journal, by their numbers.</summary>
    protected IEnumerable<(long SequenceNr, long? Epoch)> Openings() =>
        Journal.Stored[RoomWriter.PersistenceIdOf(0)].Where(stored => ((RoomBatch)stored.Value).OpenedEpoch is not null).Select(stored => (stored.Key, ((RoomBatch)stored.Value).OpenedEpoch));

    protected async Task<RoomReply> AskAsync(RoomCommand command)
    {
        Routes.Tell(command, Asker);
        return await Asker.ExpectMsgAsync<RoomReply>();
    }

    protected static RoomCommand.ReadHistory Read(long requestId) => new(AliceAndBob.Number, Alice, requestId, null, null, 50);

    private sealed class Announcements(IActorRef told, Func<bool> anyOther) : IPartitionAnnouncements
    {
        public void Opened(int partition, long epoch, long? follows, IActorRef owner) => told.Tell(new OpenedHere(epoch, follows));

        public void Withdrawn(int partition, long epoch) => told.Tell(new WithdrawnHere(epoch));

        public bool AnyOther => anyOther();

        public void Pull(int partition, IActorRef asker) => told.Tell(new Pulled(partition), asker);
    }
}
