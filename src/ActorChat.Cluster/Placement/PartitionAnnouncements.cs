using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Cluster.Links;
using Akka.Actor;

namespace ActorChat.Cluster.Placement;

/// <summary>
/// Tells the other nodes which partitions are open here, and leads this node's routes to those that are open there. Where an opening does not follow what this
/// node knows of, the sessions that rely on the partition end first: nobody is shown anything behind a gap.
/// </summary>
public sealed class PartitionAnnouncements : IPartitionAnnouncements
{
    private readonly Lock _turn = new();
    private readonly NodeLinks _links;
    private readonly Dictionary<int, PartitionCommands.OpenedAt> _open = [];

    private RoomRoutes? _routes;
    private FollowedPartitions? _followed;
    private Action<int>? _tellLost;

    /// <summary>Registers with the links, which must not have started.</summary>
    public PartitionAnnouncements(NodeLinks links)
    {
        _links = links;
        links.Handle<PartitionCommands.OpenedAt>(OpenedThere);
        links.Handle<PartitionCommands.Withdrawn>(WithdrawnThere);
        links.OnLinked(_ => OpenHere());
        links.OnLost(Lost);
    }

    /// <summary>Before the links start, and before any partition opens here.</summary>
    /// <param name="routes">The routes of this node.</param>
    /// <param name="tellLost">Tells all sessions of this node that a partition is lost; when it returns they have been told.</param>
    public void Lead(RoomRoutes routes, Action<int> tellLost)
    {
        lock (_turn)
        {
            (_routes, _followed, _tellLost) = (routes, new FollowedPartitions(routes.Count), tellLost);
        }
    }

    public void Opened(int partition, long epoch, long? follows, IActorRef owner)
    {
        var opened = new PartitionCommands.OpenedAt(partition, epoch, follows, owner.Path.ToStringWithoutAddress());
        lock (_turn)
        {
            Follow(_links.Self, opened);
            _open[partition] = opened;
            _links.Announce(opened);
        }
    }

    public void Withdrawn(int partition, long epoch)
    {
        lock (_turn)
        {
            Followed.Withdrawn(partition, _links.Self, epoch);
            _open.Remove(partition);
            _links.Announce(new PartitionCommands.Withdrawn(partition, epoch));
        }
    }

    public bool AnyOther => _links.Linked.Count > 0;

    public void Pull(int partition, IActorRef asker)
    {
        string? node;
        lock (_turn)
        {
            node = Followed.NodeOf(partition);
        }

        if (node is not null && node != _links.Self)
        {
            _links.Send(node, Recipients.Rooms, new PartitionCommands.Pull(partition), asker);
        }
    }

    private RoomRoutes Routes => _routes ?? throw NotLeading();

    private FollowedPartitions Followed => _followed ?? throw NotLeading();

    private static InvalidOperationException NotLeading() => new("The routes are not known yet.");

    private IReadOnlyList<PartitionCommands.OpenedAt> OpenHere()
    {
        lock (_turn)
        {
            return [.. _open.Values];
        }
    }

    private void OpenedThere(string node, PartitionCommands.OpenedAt opened)
    {
        lock (_turn)
        {
            if (opened.Partition < Routes.Count && Recipients.IsPartition(opened.Path) && Follow(node, opened))
            {
                Routes[opened.Partition].Announce(opened.Epoch, _links.RefOnLink(node, opened.Path));
            }
        }
    }

    private void WithdrawnThere(string node, PartitionCommands.Withdrawn withdrawn)
    {
        lock (_turn)
        {
            if (withdrawn.Partition < Routes.Count)
            {
                Followed.Withdrawn(withdrawn.Partition, node, withdrawn.Epoch);
                Routes[withdrawn.Partition].Withdraw(withdrawn.Epoch);
            }
        }
    }

    private void Lost(string node)
    {
        lock (_turn)
        {
            foreach (var partition in Followed.Lost(node))
            {
                EndWhoRelyOn(partition);
            }
        }
    }

    /// <summary>False if it is not the newest opening.</summary>
    private bool Follow(string node, PartitionCommands.OpenedAt opened)
    {
        var step = Followed.Opened(opened.Partition, node, opened.Epoch, opened.Follows);
        if (step == FollowedPartitions.Step.WithGap)
        {
            EndWhoRelyOn(opened.Partition);
        }

        return step != FollowedPartitions.Step.Old;
    }

    /// <summary>First no request finds the way any more, so that nobody begins to rely on it who is not told.</summary>
    private void EndWhoRelyOn(int partition)
    {
        if (Routes[partition].Owner is { } owner)
        {
            Routes[partition].Lose(owner);
        }

        _tellLost!(partition);
    }
}
