using System.Diagnostics;

namespace ActorChat.Bench;

/// <summary>Lets pairs chat: ramp, warm-up, the measured time, and then a while for messages in flight to arrive.</summary>
internal sealed class ChatRun(ChatOptions options)
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    private readonly Scoreboard _score = new();

    public async Task<LoadReport> RunAsync(CancellationToken stop)
    {
        var senders = await new Pairs(options, _score).OpenAsync(stop);
        using var ended = new CancellationTokenSource();
        var sending = Task.WhenAll(senders.Select(sender => sender.RunAsync(ended.Token)));
        using var issuing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var issue = options.Rate is null ? StartClosedAsync(senders, issuing.Token) : IssueOpenAsync(senders, issuing.Token);

        var (counted, seconds) = await WatchAsync(stop);

        await issuing.CancelAsync();
        await issue;
        Array.ForEach(senders, sender => sender.StopIssuing());
        var missing = await DrainAsync(senders);
        await ended.CancelAsync();
        await sending;
        await Task.WhenAll(senders.Select(sender => sender.CloseAsync().AsTask()));
        return Report(counted, seconds, missing);
    }

    /// <summary>Fills every sender's window; from then on each finished message starts the next.</summary>
    private async Task StartClosedAsync(Sender[] senders, CancellationToken stop)
    {
        var started = 0;
        var start = Stopwatch.GetTimestamp();
        while (started < senders.Length && !stop.IsCancellationRequested)
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            var due = elapsed >= options.Ramp ? senders.Length : (int)(senders.Length * (elapsed / options.Ramp));
            for (; started < due; started++)
            {
                for (var message = 0; message < options.Window; message++)
                {
                    senders[started].Issue(Stopwatch.GetTimestamp());
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    private Task IssueOpenAsync(Sender[] senders, CancellationToken stop) =>
        new Schedule(options.Rate!.Value, options.Ramp).RunAsync((number, due) => senders[number % senders.Length].Issue(due), stop);

    /// <summary>Prints a line each second. Returns the counts after the warm-up, and their number of seconds.</summary>
    private async Task<(Counts Counted, double Seconds)> WatchAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var (countedFrom, countedFromTime) = (_score.Read(), start);
        var (last, lastTime) = (_score.Read(), start);
        var counting = options.Warmup == TimeSpan.Zero;
        var end = options.Warmup + options.Duration;
        while (!stop.IsCancellationRequested && Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < end)
        {
            var next = counting ? end : options.Warmup;
            await WaitAsync(TimeSpan.FromMilliseconds(Math.Clamp((next - elapsed).TotalMilliseconds, 1, 1000)), stop);
            var now = _score.Read();
            var nowTime = Stopwatch.GetTimestamp();
            Print(now - last, now, Stopwatch.GetElapsedTime(lastTime, nowTime), Stopwatch.GetElapsedTime(start, nowTime), counting);
            (last, lastTime) = (now, nowTime);
            if (!counting && Stopwatch.GetElapsedTime(start, nowTime) >= options.Warmup)
            {
                (counting, countedFrom, countedFromTime) = (true, now, nowTime);
            }
        }

        return (last - countedFrom, Stopwatch.GetElapsedTime(countedFromTime, lastTime).TotalSeconds);
    }

    private static async Task WaitAsync(TimeSpan time, CancellationToken stop)
    {
        // Stopping ends the run early; what was counted until then is reported.
        await Task.Delay(time, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Print(Counts interval, Counts total, TimeSpan length, TimeSpan elapsed, bool counts)
    {
        var acknowledged = _score.Acknowledged.TakeInterval(counts);
        var delivered = _score.Delivered.TakeInterval(counts);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"{elapsed:mm\\:ss}{(counts ? " " : "w")} {interval.Done / length.TotalSeconds,9:N0}/s  under way {total.Sent - total.Done - total.Refused,6:N0}  ack p50 {acknowledged.P50,7:0.00} p99 {acknowledged.P99,8:0.00}  copy p50 {delivered.P50,7:0.00} p99 {delivered.P99,8:0.00} ms  refused {total.Refused}  not sent {total.NotSent}  errors {total.Errors}"));
    }

    /// <summary>Waits for messages in flight; returns how many never came.</summary>
    private static async Task<long> DrainAsync(Sender[] senders)
    {
        var start = Stopwatch.GetTimestamp();
        while (senders.Sum(sender => sender.UnderWay) > 0 && Stopwatch.GetElapsedTime(start) < Drain)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return senders.Sum(sender => sender.UnderWay);
    }

    private LoadReport Report(Counts counted, double seconds, long missing)
    {
        for (var lost = 0L; lost < missing; lost++)
        {
            _score.Errors.Add(FormattableString.Invariant($"no acknowledgement or no copy within {Drain.TotalSeconds} s after the end"));
        }

        var counts = new Dictionary<string, long>
        {
            ["sent"] = counted.Sent, ["done"] = counted.Done, ["notSent"] = counted.NotSent, ["refused"] = counted.Refused, ["outOfOrder"] = counted.OutOfOrder, ["missing"] = missing,
        };
        var latency = new Dictionary<string, Percentiles> { ["acknowledged"] = _score.Acknowledged.Total, ["delivered"] = _score.Delivered.Total };
        var note = options.Rate is null
            ? "Closed loop: a slow server is asked less, so these latencies are service times. Use --rate to see what users would see."
            : "Open loop: latency runs from the moment each message was due, sent or not (corrected for coordinated omission).";
        return new LoadReport(
            options.Rate is null ? "closed" : "open", Math.Round(seconds, 3), counts, seconds == 0 ? 0 : Math.Round(counted.Done / seconds, 1), latency,
            _score.Refused.ToDictionary(), _score.Errors.ToDictionary(), [note]);
    }
}
