using ActorChat.Actors.Rooms;
using Akka;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;

namespace ActorChat.Cluster.Placement;

/// <summary>Lets the cluster place the room partitions on its nodes, each on one, about as many on each.</summary>
internal static class PlacedPartitions
{
    private const string Name = "rooms";

    /// <summary>Asks for every partition again and again, so that each is placed somewhere.</summary>
    internal const string Pinger = "/user/ShardedDaemonProcessKeepAlive-" + Name;

    /// <summary>A fallback for the configuration of every actor system of a cluster.</summary>
    public static Config Definition { get; } = ConfigurationFactory.FromResource("placement.conf", typeof(PlacedPartitions).Assembly);

    /// <summary>Must be called on each node, once.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="partitions">How many there are.</param>
    /// <param name="rooms">The parent of this node's partitions (<see cref="RoomPartitions"/>).</param>
    public static void Start(ActorSystem system, int partitions, IActorRef rooms)
    {
        // The extension brings the defaults of the settings.
        ClusterSharding.Get(system);
        ShardedDaemonProcess.Get(system).Init(
            Name,
            partitions,
            partition => PlacedPartition.Props(partition, rooms),
            ShardedDaemonProcessSettings.Create(system).WithShardingSettings(ClusterShardingSettings.Create(system)),
            PlacedPartition.Leave.Instance);

        // The region of a node that leaves waits until nothing asks it for a partition. On the last node of a cluster nobody answers any more.
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "ask-for-no-partition", () =>
        {
            system.ActorSelection(Pinger).Tell(PoisonPill.Instance, ActorRefs.NoSender);
            return Task.FromResult(Done.Instance);
        });
    }
}
