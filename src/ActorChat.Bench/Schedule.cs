using System.Diagnostics;

namespace ActorChat.Bench;

/// <summary>
/// When each request of an open loop is due: at a steady rate, after a ramp in which the rate grows from nothing. It does not depend on the server, so a
/// stalled server cannot hide its queue (coordinated omission).
/// </summary>
/// <param name="rate">Requests a second after the ramp.</param>
/// <param name="ramp">How long the rate grows.</param>
internal sealed class Schedule(double rate, TimeSpan ramp)
{
    private readonly double _ramp = ramp.TotalSeconds;

    /// <summary>How many requests are due within this time from the start.</summary>
    public long DueWithin(TimeSpan elapsed)
    {
        var seconds = elapsed.TotalSeconds;
        return (long)(seconds < _ramp ? rate * seconds * seconds / (2 * _ramp) : rate * (seconds - (_ramp / 2)));
    }

    /// <summary>How long after the start a request is due; the first has number 1.</summary>
    public TimeSpan DueAt(long number)
    {
        var inRamp = rate * _ramp / 2;
        return TimeSpan.FromSeconds(number <= inRamp ? Math.Sqrt(2 * _ramp * number / rate) : (number / rate) + (_ramp / 2));
    }

    /// <summary>Calls for every request when it is due, or as soon after as a timer of one millisecond allows, until stopped.</summary>
    /// <param name="issue">Takes the number, from 1, and the timestamp of the due moment.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Action<long, long> issue, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var issued = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!stop.IsCancellationRequested)
        {
            for (var due = DueWithin(Stopwatch.GetElapsedTime(start)); issued < due;)
            {
                issued++;
                issue(issued, start + (long)(DueAt(issued).TotalSeconds * Stopwatch.Frequency));
            }

            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
