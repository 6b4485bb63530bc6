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
public sealed record MessagesRead(RoomKey Room, Login Reader, long From, long UpTo, long Unread) : RoomEvent(Room)
{
    /// <summary>When, in UTC milliseconds since 1970; 0 if a version before this one wrote it.</summary>
    public long Time { get; init; }
}

/// <summary>A message changed: it was edited, deleted, or somebody reacted to it.</summary>
/// <param name="Room">The room.</param>
/// <param name="By">The user who changed it.</param>
/// <param name="Seq">The message's number.</param>
/// <param name="Time">When, in UTC milliseconds since 1970.</param>
/// <param name="Text">Its text from now on, empty if it is deleted; null if it stays as it is.</param>
/// <param name="Details">Its details from now on; their <see cref="MessageDetails.Rev"/> is the number of this change in the room: 1, 2, 3, … without gaps.</param>
/// <param name="OperationId">The client's id for the change, if it has one.</param>
public sealed record MessageChanged(RoomKey Room, Login By, long Seq, long Time, string? Text, MessageDetails Details, string? OperationId) : RoomEvent(Room)
{
    /// <summary>The number of this change in the room.</summary>
    public long Rev => Details.Rev;

    /// <summary>Keeps the text out of logs.</summary>
    public override string ToString() => $"MessageChanged {Room} #{Seq} rev {Rev}";
}

/// <summary>
/// A change with a client's id was asked for that changed nothing, because the message was already so. The id keeps its answer: sent again, it is not made, even
/// if the message is different by then.
/// </summary>
/// <param name="Room">The room.</param>
/// <param name="By">The user who asked for it.</param>
/// <param name="OperationId">The client's id.</param>
/// <param name="Seq">The message's number.</param>
/// <param name="Rev">The number of the message's latest change at that moment; 0 if it had none.</param>
/// <param name="Time">The time that was answered, in UTC milliseconds since 1970: that of the text as it was, or of the deletion.</param>
public sealed record OperationKept(RoomKey Room, Login By, string OperationId, long Seq, long Rev, long Time) : RoomEvent(Room);

/// <summary>A user's clients have all of the companion's messages up to a number.</summary>
/// <param name="Room">The room.</param>
/// <param name="Recipient">The user who has them.</param>
/// <param name="UpTo">The user's marker now; it never moves back.</param>
/// <param name="Time">When, in UTC milliseconds since 1970.</param>
public sealed record MessagesDelivered(RoomKey Room, Login Recipient, long UpTo, long Time) : RoomEvent(Room);

/// <summary>All messages up to a number were looked at, and those that were over lost their texts, each by a <see cref="MessageChanged"/> before this event.</summary>
/// <param name="Room">The room.</param>
/// <param name="UpTo">The number.</param>
/// <param name="Time">When, in UTC milliseconds since 1970.</param>
public sealed record MessagesExpired(RoomKey Room, long UpTo, long Time) : RoomEvent(Room);

/// <summary>An operator set how long the room's texts are kept.</summary>
/// <param name="Room">The room.</param>
/// <param name="Kept">How long, in milliseconds; 0 for ever, null as the settings say.</param>
/// <param name="Time">When, in UTC milliseconds since 1970.</param>
public sealed record RetentionSet(RoomKey Room, long? Kept, long Time) : RoomEvent(Room);

/// <summary>A user blocked the companion, or lifted the block. It may come before the room is opened.</summary>
/// <param name="Room">The room.</param>
/// <param name="Blocker">The user who blocks.</param>
/// <param name="Blocks">Whether the companion is blocked from now on.</param>
/// <param name="Time">When, in UTC milliseconds since 1970.</param>
public sealed record CompanionBlocked(RoomKey Room, Login Blocker, bool Blocks, long Time) : RoomEvent(Room);

/// <summary>An operator erased what a user wrote: only the places of these messages are left, and none of the user's reactions.</summary>
/// <param name="Room">The room.</param>
/// <param name="Author">The user who wrote them.</param>
/// <param name="UpTo">All of the author's messages up to this number.</param>
public sealed record AuthorErased(RoomKey Room, Login Author, long UpTo) : RoomEvent(Room)
{
    /// <summary>When, in UTC milliseconds since 1970; 0 if a version before this one wrote it.</summary>
    public long Time { get; init; }
}

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
