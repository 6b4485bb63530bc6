using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>New rooms of a user.</summary>
/// <param name="User">The user.</param>
/// <param name="Rooms">Their numbers by the companion's login, in the registered spelling.</param>
public sealed record UserRooms(Login User, IReadOnlyDictionary<string, RoomNumber> Rooms);
