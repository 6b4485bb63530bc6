using ActorChat.Actors.Accounts;
using ActorChat.Actors.Routing;

namespace ActorChat.Actors.Sessions;

/// <summary>What all the sessions of a node share.</summary>
public sealed record SessionContext(RoomRoutes Rooms, RegistryRoutes Registry, IAccounts Accounts, SessionSettings Settings, TimeProvider Clock);
