using System.Diagnostics;
using HdrHistogram;

namespace ActorChat.Bench;

/// <summary>
/// Latencies in microseconds, recorded by many threads and read by one. The interval of one second is moved to the total when it is read, so a percentile of
/// the total is that of all recorded values, to three digits.
/// </summary>
internal sealed class Latencies
{
    private static readonly long LongestMicros = (long)TimeSpan.FromMinutes(10).TotalMicroseconds;

    private readonly Recorder _recorder = HistogramFactory.With64BitBucketSize()
        .WithValuesFrom(1).WithValuesUpTo(LongestMicros).WithPrecisionOf(3).WithThreadSafeWrites().WithThreadSafeReads().Create();

    private readonly LongHistogram _total = new(1, LongestMicros, 3);
    private HistogramBase? _interval;

    /// <summary>Records the time from a moment to now.</summary>
    /// <param name="since">A timestamp of <see cref="Stopwatch"/>: the moment at which the request was due.</param>
    public void RecordSince(long since)
    {
        var micros = (Stopwatch.GetTimestamp() - since) * 1_000_000 / Stopwatch.Frequency;
        _recorder.RecordValue(Math.Clamp(micros, 1, LongestMicros));
    }

    /// <summary>The latencies since the last call; added to the total if they count.</summary>
    public Percentiles TakeInterval(bool counts)
    {
        _interval = _recorder.GetIntervalHistogram(_interval);
        if (counts)
        {
            _total.Add(_interval);
        }

        return Percentiles.Of(_interval);
    }

    public Percentiles Total => Percentiles.Of(_total);
}

/// <summary>A distribution of latencies, in milliseconds.</summary>
internal sealed record Percentiles(long Count, double Mean, double P50, double P90, double P99, double P999, double Max)
{
    public static Percentiles Of(HistogramBase histogram) => histogram.TotalCount == 0
        ? new Percentiles(0, 0, 0, 0, 0, 0, 0)
        : new Percentiles(histogram.TotalCount, Milliseconds(histogram.GetMean()), At(histogram, 50), At(histogram, 90), At(histogram, 99), At(histogram, 99.9), Milliseconds(histogram.GetMaxValue()));

    public override string ToString() =>
        FormattableString.Invariant($"p50 {P50:0.00}  p90 {P90:0.00}  p99 {P99:0.00}  p99.9 {P999:0.00}  max {Max:0.00} ms");

    private static double At(HistogramBase histogram, double percentile) => Milliseconds(histogram.GetValueAtPercentile(percentile));

    private static double Milliseconds(double micros) => Math.Round(micros / 1000, 3);
}
