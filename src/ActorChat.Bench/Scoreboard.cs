namespace ActorChat.Bench;

/// <summary>The counts of all senders together.</summary>
internal sealed class Scoreboard
{
    private long _sent;
    private long _delivered;
    private long _notSent;
    private long _outOfOrder;

    /// <summary>From the due moment to the sender's acknowledgement.</summary>
    public Latencies Acknowledged { get; } = new();

    /// <summary>From the due moment to the companion's copy.</summary>
    public Latencies Delivered { get; } = new();

    public Tally Refused { get; } = new();

    public Tally Errors { get; } = new();

    public void CountSent() => Interlocked.Increment(ref _sent);

    /// <summary>A message was due while its sender's window was full.</summary>
    public void CountNotSent() => Interlocked.Increment(ref _notSent);

    public void CountOutOfOrder() => Interlocked.Increment(ref _outOfOrder);

    /// <summary>The acknowledgement and the companion's copy have both arrived.</summary>
    public void CountDone() => Interlocked.Increment(ref _delivered);

    public Counts Read() => new(Interlocked.Read(ref _sent), Interlocked.Read(ref _delivered), Interlocked.Read(ref _notSent), Interlocked.Read(ref _outOfOrder), Refused.Sum, Errors.Sum);
}

/// <summary>Counts at one moment.</summary>
/// <param name="Sent">Messages handed to a socket.</param>
/// <param name="Done">Messages whose acknowledgement and copy have both arrived.</param>
/// <param name="NotSent">Messages that were due but not sent, because their sender's window was full.</param>
/// <param name="OutOfOrder">Copies that arrived after a later one of the same sender.</param>
/// <param name="Refused">Refusals.</param>
/// <param name="Errors">Anything that should not happen.</param>
internal readonly record struct Counts(long Sent, long Done, long NotSent, long OutOfOrder, long Refused, long Errors)
{
    public static Counts operator -(Counts later, Counts earlier) => new(
        later.Sent - earlier.Sent, later.Done - earlier.Done, later.NotSent - earlier.NotSent,
        later.OutOfOrder - earlier.OutOfOrder, later.Refused - earlier.Refused, later.Errors - earlier.Errors);
}
