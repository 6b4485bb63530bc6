namespace ActorChat.Actors.Rooms;

/// <summary>
/// The lease under which an opening of a partition answers. Until when it is held is counted by this process's own monotonic clock, from the moment when the
/// request was sent. So it ends here before anybody else can take it, even if this process was frozen meanwhile. Read by all rooms of the partition.
/// </summary>
public sealed class PartitionLease
{
    private const long Ended = long.MinValue;

    private readonly TimeProvider? _clock;
    private long _heldUntil;

    private PartitionLease()
    {
    }

    /// <param name="partition">The partition.</param>
    /// <param name="epoch">The epoch of this opening.</param>
    /// <param name="follows">The epoch of the opening before, if it was released in order.</param>
    /// <param name="heldUntil">The timestamp up to which it is held.</param>
    /// <param name="clock">The clock of the timestamps.</param>
    public PartitionLease(int partition, long epoch, long? follows, long heldUntil, TimeProvider clock) =>
        (Partition, Epoch, Follows, _heldUntil, _clock) = (partition, epoch, follows, heldUntil, clock);

    /// <summary>For data that no other process can open: always held.</summary>
    public static PartitionLease Always { get; } = new();

    public int Partition { get; }

    /// <summary>The epoch of this opening.</summary>
    public long Epoch { get; }

    /// <summary>The epoch of the opening before, if everything that was committed in it was also published.</summary>
    public long? Follows { get; }

    /// <summary>Whether the partition may answer from memory at this moment.</summary>
    public bool IsHeld => _clock is null || _clock.GetTimestamp() < Volatile.Read(ref _heldUntil);

    /// <summary>Whether it ran out that long ago, or has ended.</summary>
    public bool HasRunOutFor(TimeSpan time) => _clock is not null && Volatile.Read(ref _heldUntil) is var until && (until == Ended || _clock.GetElapsedTime(until) >= time);

    /// <summary>It was renewed, which is possible after it has run out, too. A lease that has ended stays so.</summary>
    /// <param name="timestamp">Until when it is held at least.</param>
    public void HoldUntil(long timestamp)
    {
        var until = Volatile.Read(ref _heldUntil);
        while (until != Ended && until < timestamp)
        {
            var seen = Interlocked.CompareExchange(ref _heldUntil, timestamp, until);
            if (seen == until)
            {
                return;
            }

            until = seen;
        }
    }

    /// <summary>It is lost or given back: from now on nothing is answered under it.</summary>
    public void End() => Volatile.Write(ref _heldUntil, Ended);
}
