using ActorChat.Actors.Routing;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>What all the rooms of a partition share.</summary>
/// <param name="Writer">Their writer.</param>
/// <param name="Tables">The tables.</param>
/// <param name="Registry">Where their users' sessions are.</param>
/// <param name="Budget">What may wait for the journal.</param>
/// <param name="Ids">Where new messages get their ids.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Limits">How many new rooms a user may open; null: as many as one likes.</param>
public sealed record RoomPartitionContext(
    IActorRef Writer,
    IRoomTables Tables,
    RegistryRoutes Registry,
    AppendBudget Budget,
    MessageIds Ids,
    RoomSettings Settings,
    TimeProvider Clock,
    INewRoomLimit? Limits = null);
