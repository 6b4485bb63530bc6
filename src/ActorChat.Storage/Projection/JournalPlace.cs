namespace ActorChat.Storage.Projection;

/// <summary>
/// Where an event is in the journals. Within a partition the numbers grow from event to event, and are the same after any crash, replay or failover: by them
/// <c>sync</c> knows what a client lacks.
/// </summary>
/// <param name="Partition">The partition of its journal; <see cref="Before"/> for what was there before journals had it.</param>
/// <param name="Number">The number of its batch in the journal, and its own within the batch.</param>
public readonly record struct JournalPlace(int Partition, long Number)
{
    /// <summary>
    /// The partition of rooms whose latest event is in no journal of this storage: they were copied here, or are older than these numbers. Their numbers are 1,
    /// 2, 3, … in the place of those of batches.
    /// </summary>
    public const int Before = -1;

    /// <summary>More than a batch can have events.</summary>
    private const int BatchShift = 20;

    /// <summary>
    /// A bucket holds what happened in 65,536 batches of a partition. The indices have the bucket instead of the number, so that a room that is active all the
    /// time seldom changes them. A read goes through those rooms of a user that have been active since its bucket began. Stored rows have it: never change it.
    /// </summary>
    private const int BucketShift = BatchShift + 16;

    /// <summary>The range of numbers that the indices know together.</summary>
    public long Bucket => BucketOf(Number);

    public static long BucketOf(long number) => number >> BucketShift;

    /// <summary>The place of an event.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="sequenceNr">The number of its batch.</param>
    /// <param name="index">Its own in the batch.</param>
    public static JournalPlace Of(int partition, long sequenceNr, int index) => new(partition, (sequenceNr << BatchShift) + index);

    /// <summary>The place of a room in <see cref="Before"/>.</summary>
    /// <param name="rank">From 1 on, the room that was active the longest ago first.</param>
    public static JournalPlace OfRank(long rank) => new(Before, rank << BatchShift);
}
