using ActorChat.Actors;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Wire;
using ActorChat.Cluster.Links;
using ActorChat.Cluster.Members;
using ActorChat.Cluster.Metrics;
using ActorChat.Cluster.Placement;
using Akka.Actor;
using Akka.Configuration;

namespace ActorChat.Cluster;

/// <summary>
/// What makes a node of an actor system that belongs to a cluster: the links to the other nodes, and the placement of the room partitions. Made before the
/// chat's actors, and started after them and after everybody has registered with the links.
/// </summary>
public sealed class ChatCluster
{
    private readonly ActorSystem _system;
    private readonly ILivingProcesses? _processes;
    private readonly TimeProvider _clock;
    private readonly PartitionAnnouncements _announcements;

    /// <param name="system">Its configuration has <see cref="Definition"/>, and the role <see cref="NodeRole"/> for the name.</param>
    /// <param name="node">The name of this node.</param>
    /// <param name="settings">The settings of the links.</param>
    /// <param name="presenceGrace">Who leaves is shown online this much longer.</param>
    /// <param name="processes">Knows which nodes' processes have ended; null if nobody does.</param>
    /// <param name="clock">The clock.</param>
    public ChatCluster(ActorSystem system, string node, LinkSettings settings, TimeSpan presenceGrace, ILivingProcesses? processes, TimeProvider clock)
    {
        (_system, _processes, _clock) = (system, processes, clock);
        Links = new NodeLinks(system, node, settings, clock);
        Others = NumberedNodes.Register(Links, presenceGrace, clock);
        _announcements = new PartitionAnnouncements(Links);
        Nodes = new ClusterNodes(system, Links);
        system.RegisterOnTermination(new ClusterMetrics(Nodes, Links).Dispose);
    }

    /// <summary>A fallback for the configuration of the actor system.</summary>
    public static Config Definition { get; } = PlacedPartitions.Definition.WithFallback(LinkSerializer.Definition).WithFallback(WireSerializer.Definition);

    public NodeLinks Links { get; }

    public INodes Nodes { get; }

    /// <summary>What the sessions here and those of the other nodes have to do with each other.</summary>
    public OtherNodes Others { get; }

    /// <summary>How the room partitions of this node live beside those of the others.</summary>
    /// <param name="leases">The leases of the storage that the nodes share.</param>
    public PartitionPlacement PlacementUnder(IPartitionLeases leases) => new()
    {
        OpensAll = false,
        Leases = leases,
        Announcements = _announcements,
        PublishedEverywhere = Links.WhenAllReachedAsync,
    };

    /// <summary>From now on this node takes part, as soon as it is a member.</summary>
    /// <param name="actors">The chat's actors, with the placement above and with <see cref="Others"/>.</param>
    /// <param name="questions">Answers the other nodes.</param>
    public void Start(ChatActors actors, INodeQuestions questions)
    {
        _announcements.Lead(actors.Routes, actors.TellLost);
        _system.ActorOf(NodeActor.Props(questions), NodeActor.Name);
        Links.Start();
        _system.ActorOf(ClusterMembers.Props(Links), "members");
        if (_processes is not null)
        {
            _system.ActorOf(EndedMembers.Props(_processes, _clock), "ended-members");
        }

        PlacedPartitions.Start(_system, actors.Routes.Count, actors.Rooms);
    }
}
