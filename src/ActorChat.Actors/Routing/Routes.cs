using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Actors.Routing;

/// <summary>The way to the room partitions of this node, without an actor in between: each message saved a hop.</summary>
public sealed class RoomRoutes(IReadOnlyList<IActorRef> partitions)
{
    private readonly IActorRef[] _partitions = [.. partitions];

    public void Tell(RoomCommand command, IActorRef? sender) =>
        _partitions[StableHash.PartitionOf(command.Room, _partitions.Length)].Tell(command, sender);
}

/// <summary>The way to the registry's partitions of this node. A partition that ended is replaced by its parent, and found here again.</summary>
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

    /// <summary>Sends what a room has to tell to every session of a login.</summary>
    public void Publish(Login login, RoomNews news) =>
        PartitionOf(login).Tell(new RegistryCommands.Publish(login, news), ActorRefs.NoSender);

    /// <summary>Sends news to every session of both users of the room.</summary>
    public void PublishToBoth(RoomNews news)
    {
        Publish(news.Key.First, news);
        Publish(news.Key.Second, news);
    }
}
