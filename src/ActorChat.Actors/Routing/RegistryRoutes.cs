using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Actors.Routing;

/// <summary>
/// The route to the registry's partitions of this node, and through them to the sessions of users; with other nodes, to the sessions there too. If a partition
/// ends, its parent puts the new one in here.
/// </summary>
public sealed class RegistryRoutes
{
    private readonly IActorRef[] _partitions;
    private readonly OtherNodes? _others;

    /// <param name="partitions">How many partitions the registry has.</param>
    /// <param name="others">The other nodes; null without a cluster.</param>
    public RegistryRoutes(int partitions, OtherNodes? others = null)
    {
        _partitions = [.. Enumerable.Repeat<IActorRef>(ActorRefs.Nobody, partitions)];
        _others = others;
        _others?.Registry = this;
    }

    public int Count => _partitions.Length;

    /// <summary>The other nodes; null without a cluster.</summary>
    public OtherNodes? Others => _others;

    public IActorRef PartitionOf(Login login) => Volatile.Read(ref _partitions[StableHash.PartitionOf(login, _partitions.Length)]);

    internal IActorRef this[int partition]
    {
        get => Volatile.Read(ref _partitions[partition]);
        set => Volatile.Write(ref _partitions[partition], value);
    }

    /// <summary>Sends a sign to every session of the room's other user.</summary>
    public void PublishToCompanion(RoomNews.SignShown sign)
    {
        var companion = sign.Key.CompanionOf(sign.Login);
        if (_others?.With(companion) is not { } nodes)
        {
            Publish(companion, new SharedEvent(sign));
            return;
        }

        if (nodes.Has(NodeSet.Here))
        {
            Publish(companion, new SharedEvent(sign));
        }

        _others.Send(nodes, sign);
    }

    /// <summary>
    /// Sends news to every session that the room's two users have: to those of this node, for which they become one object, and once to every other node that
    /// has some.
    /// </summary>
    /// <param name="news">The news.</param>
    /// <param name="durableAt">This node's timestamp when they became durable; 0 if their delivery is not measured.</param>
    public void PublishToBoth(RoomNews news, long durableAt = 0)
    {
        if (_others is null)
        {
            PublishHere(news, durableAt);
            return;
        }

        var nodes = _others.With(news.Key.First).With(_others.With(news.Key.Second));
        if (nodes.Has(NodeSet.Here))
        {
            PublishHere(news, durableAt);
        }

        _others.Send(nodes, news);
    }

    /// <summary>Sends news of a room on another node to the sessions of this one. Here they enter the node.</summary>
    public void PublishHere(RoomNews news)
    {
        if (news is RoomNews.SignShown sign)
        {
            Publish(sign.Key.CompanionOf(sign.Login), new SharedEvent(sign));
        }
        else
        {
            PublishHere(news, 0);
        }
    }

    /// <summary>Ends every session of a login, on all nodes.</summary>
    public void EndSessions(Login login, CloseReason reason)
    {
        var end = new RegistryCommands.EndSessions(login, null, reason);
        PartitionOf(login).Tell(end, ActorRefs.NoSender);
        _others?.Send(_others.With(login), end);
    }

    private void PublishHere(RoomNews news, long durableAt)
    {
        var shared = new SharedEvent(news, durableAt);
        Publish(news.Key.First, shared);
        Publish(news.Key.Second, shared);
    }

    private void Publish(Login login, SharedEvent news) => PartitionOf(login).Tell(new RegistryCommands.Publish(login, news), ActorRefs.NoSender);
}
