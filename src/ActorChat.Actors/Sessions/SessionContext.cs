using ActorChat.Actors.Accounts;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;

namespace ActorChat.Actors.Sessions;

/// <summary>What all sessions of a node share.</summary>
/// <param name="Rooms">The route to the rooms.</param>
/// <param name="Registry">The route to the registry.</param>
/// <param name="Accounts">The accounts.</param>
/// <param name="Chats">What the tables know of all rooms of a user.</param>
/// <param name="Settings">The settings of sessions.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Epoch">The name of this history of the data.</param>
public sealed record SessionContext(RoomRoutes Rooms, RegistryRoutes Registry, IAccounts Accounts, IUserChats Chats, SessionSettings Settings, TimeProvider Clock, string Epoch);
