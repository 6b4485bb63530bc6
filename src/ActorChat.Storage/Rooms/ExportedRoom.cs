using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>A room as it is exported.</summary>
/// <param name="Key">Its two users.</param>
/// <param name="OpenedAt">When it was opened, in UTC milliseconds since 1970.</param>
/// <param name="LastSeq">The number of its latest message, 0 if it has none.</param>
/// <param name="First">The standing of the key's first user.</param>
/// <param name="Second">The standing of the key's second user.</param>
public sealed record ExportedRoom(RoomKey Key, long OpenedAt, long LastSeq, MemberStanding First, MemberStanding Second);
