using ActorChat.Actors.Routing;

namespace ActorChat.Actors.Rooms;

/// <summary>What all room partitions of a node share.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Registry">The route to the users' sessions.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Open">Records which partitions are open.</param>
/// <param name="Limits">How many new rooms a user may open; null for no limit.</param>
public sealed record RoomServices(IRoomTables Tables, RegistryRoutes Registry, RoomSettings Settings, TimeProvider Clock, PartitionsOpen Open, INewRoomLimit? Limits = null)
{
    /// <summary>How the partitions live beside those of other processes.</summary>
    public PartitionPlacement Placement { get; init; } = PartitionPlacement.Alone;

    /// <summary>Takes and renews the leases of the partitions; null if there are none.</summary>
    public LeaseKeeper? Keeper { get; init; }

    /// <summary>From 0 up to 1: varies the pause before a failed partition starts again.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;
}
