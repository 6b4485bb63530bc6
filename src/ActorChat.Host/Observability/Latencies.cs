namespace ActorChat.Host.Observability;

/// <summary>How long something took, counted by duration in classes that are a fifth wide: enough to see a percentile, and of one size however much is counted.</summary>
internal sealed class Latencies
{
    private const double Shortest = 1e-5;
    private const int ClassesPerDoubling = 4;
    private const int Doublings = 24;

    private readonly long[] _counts = new long[(ClassesPerDoubling * Doublings) + 1];

    public void Add(double seconds)
    {
        var at = seconds <= Shortest ? 0 : (int)Math.Ceiling(Math.Log2(seconds / Shortest) * ClassesPerDoubling);
        Interlocked.Increment(ref _counts[Math.Min(at, _counts.Length - 1)]);
    }

    /// <summary>The counts of all classes up to now.</summary>
    public long[] Count() => Array.ConvertAll(_counts, static count => count);

    /// <summary>What was added between two counts.</summary>
    public static Latency Between(long[] before, long[] after)
    {
        var added = after.Zip(before, static (now, then) => now - then).ToArray();
        return new Latency(added.Sum(), Percentile(added, 0.5), Percentile(added, 0.99));
    }

    /// <summary>The upper end of the class in which the percentile lies.</summary>
    private static double? Percentile(long[] counts, double share)
    {
        var left = (long)Math.Ceiling(counts.Sum() * share);
        if (left == 0)
        {
            return null;
        }

        for (var at = 0; ; at++)
        {
            left -= counts[at];
            if (left <= 0)
            {
                return Math.Round(Shortest * Math.Pow(2, (double)at / ClassesPerDoubling) * 1000, 3);
            }
        }
    }
}

/// <summary>How long something took lately.</summary>
/// <param name="Count">How often it happened.</param>
/// <param name="P50">Half of them took at most this, in milliseconds; null if there were none.</param>
/// <param name="P99">So did 99 in 100.</param>
internal sealed record Latency(long Count, double? P50, double? P99);
