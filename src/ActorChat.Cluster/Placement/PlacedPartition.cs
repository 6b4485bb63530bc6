using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Cluster.Placement;

/// <summary>
/// Stands for a room partition where the cluster places it: the partition is to be open on this node as long as this actor lives. Child of a shard, which sends
/// it <see cref="Leave"/> before another node gets the partition.
/// </summary>
internal sealed class PlacedPartition : UntypedActor, IWithTimers
{
    /// <summary>Sent by the shard: another node is to have the partition.</summary>
    public sealed record Leave : INoSerializationVerificationNeeded
    {
        public static readonly Leave Instance = new();
    }

    private sealed record OpenAgain : INoSerializationVerificationNeeded;

    /// <summary>However the partition ended here, it is opened again; nothing happens while it is open.</summary>
    private static readonly TimeSpan OpenEvery = TimeSpan.FromSeconds(2);

    private readonly int _partition;
    private readonly IActorRef _rooms;
    private bool _hasLeft;

    public PlacedPartition(int partition, IActorRef rooms) => (_partition, _rooms) = (partition, rooms);

    /// <param name="partition">The partition.</param>
    /// <param name="rooms">The parent of this node's partitions.</param>
    public static Props Props(int partition, IActorRef rooms) => Akka.Actor.Props.Create(() => new PlacedPartition(partition, rooms));

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Open();
        Timers.StartPeriodicTimer(nameof(OpenAgain), new OpenAgain(), OpenEvery);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case OpenAgain: Open(); break;
            case Leave: Part(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>However else it is stopped: the partition is not to stay open where nobody placed it.</summary>
    protected override void PostStop()
    {
        if (!_hasLeft)
        {
            _rooms.Tell(new PartitionCommands.HandOver(_partition), ActorRefs.NoSender);
        }
    }

    private void Open() => _rooms.Tell(new PartitionCommands.Open(_partition));

    /// <summary>Until its next owner asks for it the partition goes on. The placement need not wait: one at a time has the lease.</summary>
    private void Part()
    {
        _hasLeft = true;
        _rooms.Tell(new PartitionCommands.Part(_partition));
        Context.Stop(Self);
    }
}
