using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Cluster.Placement;

/// <summary>
/// Stands for a room partition where the cluster places it: the partition is open on this node as long as this actor lives. Child of a shard, which sends it
/// <see cref="Leave"/> before another node gets the partition.
/// </summary>
internal sealed class PlacedPartition : UntypedActor, IWithTimers
{
    /// <summary>Sent by the shard: hand the partition over, then end.</summary>
    public sealed record Leave : INoSerializationVerificationNeeded
    {
        public static readonly Leave Instance = new();
    }

    private sealed record OpenAgain : INoSerializationVerificationNeeded;

    /// <summary>However the partition ended here, it is opened again; nothing happens while it is open.</summary>
    private static readonly TimeSpan OpenEvery = TimeSpan.FromSeconds(2);

    private readonly int _partition;
    private readonly IActorRef _rooms;
    private bool _isLeaving;
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
            case OpenAgain when !_isLeaving: Open(); break;
            case Leave: HandOver(); break;
            case PartitionCommands.HandedOver: End(); break;
            case OpenAgain: break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>However it is stopped: the partition is not to stay open where nobody placed it.</summary>
    protected override void PostStop()
    {
        if (!_hasLeft)
        {
            _rooms.Tell(new PartitionCommands.HandOver(_partition), ActorRefs.NoSender);
        }
    }

    private void Open() => _rooms.Tell(new PartitionCommands.Open(_partition));

    private void HandOver()
    {
        _isLeaving = true;
        Timers.CancelAll();
        _rooms.Tell(new PartitionCommands.HandOver(_partition));
    }

    private void End()
    {
        _hasLeft = true;
        Context.Stop(Self);
    }
}
