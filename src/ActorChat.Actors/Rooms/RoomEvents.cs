using System.Collections.Immutable;
using ActorChat.Actors.Common;
using ActorChat.Actors.Tracing;

namespace ActorChat.Actors.Rooms;

// Journal format: add, never change. Every number in an event is absolute, so applying it twice changes nothing.

/// <summary>An event in one room.</summary>
public abstract record RoomEvent(RoomKey Room);

/// <summary>The dialog was opened.</summary>
/// <param name="Room">Its two users.</param>
/// <param name="Time">When, in UTC milliseconds since 1970.</param>
public sealed record RoomOpened(RoomKey Room, long Time) : RoomEvent(Room);

/// <summary>A message was accepted.</summary>
/// <param name="Room">The room.</param>
/// <param name="Message">The message.</param>
/// <param name="Unread">How many messages its recipient has not read, including this one.</param>
public sealed record MessagePosted(RoomKey Room, ChatMessage Message, long Unread) : RoomEvent(Room);

/// <summary>A user read all of the companion's messages up to a number.</summary>
/// <param name="Room">The room.</param>
/// <param name="Reader">The user who read.</param>
/// <param name="From">The reader's marker before; only messages above it change.</param>
/// <param name="UpTo">The reader's marker now.</param>
/// <param name="Unread">How many of the companion's messages are above the marker.</param>
public sealed record MessagesRead(RoomKey Room, Login Reader, long From, long UpTo, long Unread) : RoomEvent(Room);

/// <summary>An operator erased what a user wrote: only the places of these messages are left.</summary>
/// <param name="Room">The room.</param>
/// <param name="Author">The user who wrote them.</param>
/// <param name="UpTo">All of the author's messages up to this number.</param>
public sealed record AuthorErased(RoomKey Room, Login Author, long UpTo) : RoomEvent(Room);

/// <summary>
/// What a partition's writer persists as one journal event: all that its rooms appended during the previous write, in the order in which the rooms decided
/// it.
/// </summary>
/// <param name="NextId">The first free message id after this batch.</param>
/// <param name="Events">The events; those of one room are in the room's order.</param>
public sealed record RoomBatch(long NextId, ImmutableArray<RoomEvent> Events)
{
    /// <summary>The epoch of an opening, which this event begins; null for other events, and where no other process can open the partition.</summary>
    public long? OpenedEpoch { get; init; }

    /// <summary>The recording of its write, which is not stored; null if it is not recorded.</summary>
    public BatchTrace? Trace { get; init; }
}
