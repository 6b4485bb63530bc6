using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Routing;

/// <summary>
/// The route to the room partitions, wherever they are. It is not an actor, which saves every message a hop. A partition announces itself when it opens;
/// requests for one without an owner are held.
/// </summary>
public sealed class RoomRoutes
{
    private readonly RouteTurns _turns = new();
    private readonly PartitionRoute[] _partitions;

    /// <summary>Routes to partitions that have not announced themselves yet.</summary>
    /// <param name="settings">How many there are, and how much is held for each.</param>
    /// <param name="clock">The clock.</param>
    public RoomRoutes(RoomSettings settings, TimeProvider clock) =>
        _partitions = [.. Enumerable.Range(0, settings.Partitions).Select(_ => new PartitionRoute(settings.MaxWaitingWhileMoving, settings.MovingTimeout, clock, _turns))];

    /// <summary>Routes to these partitions.</summary>
    public RoomRoutes(IReadOnlyList<IActorRef> owners)
    {
        _partitions = [.. owners.Select(_ => new PartitionRoute(0, TimeSpan.Zero, TimeProvider.System, _turns))];
        for (var partition = 0; partition < owners.Count; partition++)
        {
            _partitions[partition].Announce(1, owners[partition]);
        }
    }

    public int Count => _partitions.Length;

    /// <summary>The partitions' owners; null for those that have none.</summary>
    public IEnumerable<IActorRef?> Owners => _partitions.Select(partition => partition.Owner);

    public PartitionRoute this[int partition] => _partitions[partition];

    public int PartitionOf(RoomNumber room) => StableHash.PartitionOf(room, _partitions.Length);

    /// <summary>The number of the last change of any route.</summary>
    internal long Turn => _turns.Last;

    /// <inheritdoc cref="PartitionRoute.TryTell"/>
    internal bool TryTell(RoomCommand command, IActorRef? sender, long turn) => _partitions[PartitionOf(command.Room)].TryTell(command, sender, turn);

    public void Tell(RoomCommand command, IActorRef? sender) => _partitions[PartitionOf(command.Room)].Tell(command, sender);
}
