using ActorChat.Cluster.Links;
using Akka.Actor;
using Akka.Cluster;

namespace ActorChat.Cluster.Members;

/// <summary>Links this node to every other member of the cluster, from the moment when it is up until it is removed.</summary>
internal sealed class ClusterMembers : UntypedActor
{
    private readonly NodeLinks _links;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly Dictionary<string, UniqueAddress> _linked = new(StringComparer.Ordinal);

    public ClusterMembers(NodeLinks links) => _links = links;

    public static Props Props(NodeLinks links) => Akka.Actor.Props.Create(() => new ClusterMembers(links));

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberRemoved removed: Remove(removed.Member, removed.PreviousStatus); break;
            case ClusterEvent.MemberJoined or ClusterEvent.MemberDowned: break;
            case ClusterEvent.IMemberEvent present: Add(present.Member); break;
            default: Unhandled(message); break;
        }
    }

    private void Add(Member member)
    {
        if (NodeRole.NameOf(member) is { } node && node != _links.Self && (!_linked.TryGetValue(node, out var known) || !known.Equals(member.UniqueAddress)))
        {
            _linked[node] = member.UniqueAddress;
            _links.Add(node, member.Address);
        }
    }

    /// <summary>If this node leaves the cluster, it is told that all others were removed, from whatever status they are in.</summary>
    private void Remove(Member member, MemberStatus before)
    {
        if (NodeRole.NameOf(member) is { } node && _linked.TryGetValue(node, out var known) && known.Equals(member.UniqueAddress))
        {
            _linked.Remove(node);
            _links.Remove(node, before switch
            {
                MemberStatus.Exiting => Removal.InOrder,
                MemberStatus.Down => Removal.Downed,
                _ => Removal.Unknown,
            });
        }
    }
}
