using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// The queryable side of the rooms: the projection that writes batches into the tables, and reads that never lag behind it. Every read sees all that was
/// handed over before it.
/// </summary>
public interface IRoomTables
{
    /// <summary>The epoch: the name of this history of the data, which changes when a backup is restored.</summary>
    string Epoch { get; }

    /// <summary>
    /// The journal sequence number of the last batch of a partition in the tables, read from the storage; 0 if none. Called once for each opening, when the
    /// writer before has ended: what that one handed over is in the tables by then, or dropped.
    /// </summary>
    Task<long> OffsetAsync(int partition);

    /// <summary>
    /// Hands a persisted batch over, in the order of the journal. Never blocks: a writer has at most <c>actorchat.projection.batches-per-partition</c>
    /// batches here at a time, which bounds the queue. <see cref="BatchProjected"/> goes to <paramref name="replyTo"/> once the tables hold the batch. If the
    /// database fails, the batch is tried again until it works; batches are never skipped. If another process has written the tables of the partition meanwhile,
    /// <see cref="ProjectionLost"/> comes instead.
    /// </summary>
    void Project(int partition, long sequenceNr, RoomBatch batch, IActorRef replyTo);

    /// <summary>Makes sure that what the tables hold survives a power cut; returns the partition's offset that is now safe.</summary>
    Task<long> MakeDurableAsync(int partition);

    /// <summary>What a room needs to wake; null if there is no such room and no block between its users.</summary>
    /// <param name="room">The room.</param>
    /// <param name="messages">How many of its latest messages to load.</param>
    Task<StoredRoom?> LoadRoomAsync(RoomNumber room, int messages);

    /// <summary>
    /// Messages with <c>after &lt; seq &lt; before</c>, ascending: the first <paramref name="limit"/> of them if <paramref name="after"/> is given, otherwise
    /// the last. Reading ends with the first message, but not before the second, that exceeds <paramref name="maxBytes"/> as JSON.
    /// </summary>
    Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes = int.MaxValue);

    /// <summary>The message that an author sent with this id, however long ago; null if there is none.</summary>
    Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId);

    /// <summary>The client ids of a room's messages with <c>after &lt; seq &lt; before</c>, ascending by seq, the first <paramref name="limit"/> of them.</summary>
    Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit);

    /// <summary>How many messages of an author have <c>after &lt; seq &lt;= upTo</c>.</summary>
    Task<long> CountAsync(RoomKey room, Login author, long after, long upTo);

    /// <summary>A message in its present form; null if the room has none with that number.</summary>
    Task<ChatMessage?> FindMessageAsync(RoomKey room, long seq);

    /// <summary>The change that a user made with this id, however long ago; null if there is none.</summary>
    Task<StoredOperation?> FindOperationAsync(RoomKey room, Login by, string operationId);

    /// <summary>How many users a user blocks; blocks that another node has just taken may be missing.</summary>
    Task<long> CountBlocksAsync(Login blocker);

    /// <summary>How long a room's texts are kept, and how far that was done.</summary>
    Task<StoredRetention> FindRetentionAsync(RoomKey room);

    /// <summary>
    /// The first <paramref name="limit"/> messages whose latest change is after <paramref name="since"/>, in their present form, ascending by it. Reading ends
    /// as in <see cref="ReadPageAsync"/>.
    /// </summary>
    Task<IReadOnlyList<ChatMessage>> ReadChangesAsync(RoomKey room, long since, int limit, int maxBytes = int.MaxValue);
}

/// <summary>Sent to the writer: the tables hold everything of its partition up to this journal sequence number.</summary>
public sealed record BatchProjected(long SequenceNr) : INoSerializationVerificationNeeded;

/// <summary>
/// Sent to the writer: another process has written the tables of its partition. What was handed over is dropped until the offset is read again, since that
/// process has it in its replay.
/// </summary>
public sealed record ProjectionLost : INoSerializationVerificationNeeded
{
    public static readonly ProjectionLost Instance = new();
}

/// <summary>A room as the tables hold it.</summary>
/// <param name="Key">Its two users.</param>
/// <param name="LastSeq">The number of its latest message, 0 if it has none.</param>
/// <param name="First">The standing of the key's first user.</param>
/// <param name="Second">The standing of the key's second user.</param>
/// <param name="Latest">Its latest messages, ascending.</param>
/// <param name="HasOlderClientIds">Whether a message older than <paramref name="Latest"/> has a client id.</param>
/// <param name="FirstIsErased">Whether an operator has erased the key's first user.</param>
/// <param name="SecondIsErased">Whether an operator has erased the key's second user.</param>
public sealed record StoredRoom(
    RoomKey Key, long LastSeq, MemberStanding First, MemberStanding Second, IReadOnlyList<ChatMessage> Latest, bool HasOlderClientIds, bool FirstIsErased = false, bool SecondIsErased = false)
{
    /// <summary>Whether the dialog was opened. A block can come before.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>The number of the room's latest change, 0 if nothing changed.</summary>
    public long Rev { get; init; }

    /// <summary>Whether the key's first user blocks the second.</summary>
    public bool FirstBlocks { get; init; }

    /// <summary>Whether the key's second user blocks the first.</summary>
    public bool SecondBlocks { get; init; }
}

/// <summary>A change that was made with a client's id.</summary>
/// <param name="Seq">The message's number.</param>
/// <param name="Rev">The number of the change in the room.</param>
/// <param name="Time">When it was made, in UTC milliseconds since 1970.</param>
public sealed record StoredOperation(long Seq, long Rev, long Time);

/// <summary>How long a room's texts are kept.</summary>
/// <param name="Kept">In milliseconds; 0 for ever, null as the settings say.</param>
/// <param name="ExpiredUpTo">All messages up to this number are over already.</param>
public readonly record struct StoredRetention(long? Kept, long ExpiredUpTo);

/// <summary>The client id of a stored message.</summary>
public readonly record struct StoredClientId(long Seq, Login Author, string ClientMessageId);

/// <summary>How far a user has read a room.</summary>
/// <param name="ReadUpTo">All of the companion's messages up to this number are read.</param>
/// <param name="Unread">How many of the companion's messages are above it.</param>
public readonly record struct MemberStanding(long ReadUpTo, long Unread)
{
    /// <summary>The user's clients have all of the companion's messages up to this number. Reading implies it.</summary>
    public long DeliveredUpTo { get; init; } = ReadUpTo;

    /// <summary>The standing of the reader afterwards.</summary>
    public MemberStanding After(MessagesRead read) => new(read.UpTo, read.Unread) { DeliveredUpTo = Math.Max(DeliveredUpTo, read.UpTo) };

    /// <summary>The standing of the recipient afterwards.</summary>
    public MemberStanding After(MessagesDelivered delivered) => this with { DeliveredUpTo = Math.Max(DeliveredUpTo, delivered.UpTo) };
}
