namespace ActorChat.Actors.Rooms;

/// <summary>
/// Hands out the message ids of a partition. They grow, and are never those of another partition. A room takes one when it decides; an unused one leaves a
/// gap. Each batch in the journal carries the counter after its ids, with which the next writer continues.
/// </summary>
/// <param name="partition">The partition.</param>
/// <param name="partitions">How many partitions there are.</param>
public sealed class MessageIds(int partition, int partitions)
{
    private long _last;

    /// <summary>The counter after all ids handed out so far.</summary>
    public long Next => Volatile.Read(ref _last) + 1;

    public long Take() => (Interlocked.Increment(ref _last) * partitions) + partition;

    /// <summary>The journal holds ids up to a counter. Called during the replay, before any room takes one.</summary>
    public void GoOnFrom(long next) => Volatile.Write(ref _last, next - 1);
}
