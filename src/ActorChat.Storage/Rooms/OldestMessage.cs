using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>The oldest message of a room that is not over.</summary>
/// <param name="Room">The room.</param>
/// <param name="Member">One of its users.</param>
/// <param name="Kept">The room's own retention in milliseconds; 0 for ever, null if it has none.</param>
/// <param name="Time">When the message was posted, in UTC milliseconds since 1970; null if there is none.</param>
public readonly record struct OldestMessage(RoomNumber Room, Login Member, long? Kept, long? Time);
