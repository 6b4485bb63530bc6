using ActorChat.Actors.Routing;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>What all rooms of a partition share.</summary>
/// <param name="Writer">Their writer.</param>
/// <param name="Tables">The tables.</param>
/// <param name="Registry">The route to their users' sessions.</param>
/// <param name="Budget">How much may wait for the journal.</param>
/// <param name="Ids">The source of message ids.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Limits">How many new rooms a user may open; null for no limit.</param>
public sealed record RoomPartitionContext(
    IActorRef Writer,
    IRoomTables Tables,
    RegistryRoutes Registry,
    AppendBudget Budget,
    MessageIds Ids,
    RoomSettings Settings,
    TimeProvider Clock,
    INewRoomLimit? Limits = null)
{
    /// <summary>Whether rooms may answer from memory.</summary>
    public PartitionLease Lease { get; init; } = PartitionLease.Always;
}
