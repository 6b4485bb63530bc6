using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Actors.Routing;

/// <summary>The route to the registry's partitions of this node. If one ends, its parent puts the new one in here.</summary>
public sealed class RegistryRoutes(int partitions)
{
    private readonly IActorRef[] _partitions = [.. Enumerable.Repeat<IActorRef>(ActorRefs.Nobody, partitions)];

    public int Count => _partitions.Length;

    public IActorRef PartitionOf(Login login) => Volatile.Read(ref _partitions[StableHash.PartitionOf(login, _partitions.Length)]);

    internal IActorRef this[int partition]
    {
        get => Volatile.Read(ref _partitions[partition]);
        set => Volatile.Write(ref _partitions[partition], value);
    }

    /// <summary>Sends news to every session that one user of the room has on this node.</summary>
    public void Publish(Login login, RoomNews news) => Publish(login, new SharedEvent(news));

    /// <summary>
    /// Sends news to every session that the room's two users have on this node. Here they enter the node and become one object for all sessions.
    /// </summary>
    /// <param name="news">The news.</param>
    /// <param name="durableAt">This node's timestamp when they became durable; 0 if their delivery is not measured.</param>
    public void PublishToBoth(RoomNews news, long durableAt = 0)
    {
        var shared = new SharedEvent(news, durableAt);
        Publish(news.Key.First, shared);
        Publish(news.Key.Second, shared);
    }

    private void Publish(Login login, SharedEvent news) => PartitionOf(login).Tell(new RegistryCommands.Publish(login, news), ActorRefs.NoSender);
}
