using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorChat.Bench;

/// <summary>Connects, holds the connections open with nothing but heartbeats, and disconnects.</summary>
internal sealed class ConnectRun(ConnectOptions options)
{
    private readonly Latencies _latencies = new();
    private readonly Tally _errors = new();
    private readonly ConcurrentBag<Connection> _open = [];
    private long _connected;
    private long _lost;

    public async Task<LoadReport> RunAsync(CancellationToken stop)
    {
        using var accounts = new Accounts(options.Server);
        var users = await accounts.MakeAsync(options.Users, stop);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) });

        using var progress = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var printing = PrintAsync(progress.Token);
        var start = Stopwatch.GetTimestamp();
        await ConnectAllAsync(users, http, start, stop);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        await Task.Delay(options.Hold, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await progress.CancelAsync();
        await printing;
        _latencies.TakeInterval(counts: true);
        var lost = Interlocked.Read(ref _lost);
        await Parallel.ForEachAsync(_open, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency }, (connection, _) => connection.DisposeAsync());
        return Report(seconds, lost);
    }

    private async Task ConnectAllAsync(LoadUser[] users, HttpMessageInvoker http, long start, CancellationToken stop)
    {
        var schedule = options.Rate is { } rate ? new Schedule(rate, TimeSpan.Zero) : null;
        try
        {
            await Parallel.ForAsync(0, options.Connections, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = stop }, async (index, cancelled) =>
            {
                var due = Stopwatch.GetTimestamp();
                if (schedule is not null)
                {
                    due = start + (long)(schedule.DueAt(index + 1).TotalSeconds * Stopwatch.Frequency);
                    var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                    await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, TimeProvider.System, cancelled);
                }

                await ConnectOneAsync(users[index % users.Length], http, due, cancelled);
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopping ends the run early; what was counted until then is reported.
        }
    }

    private async Task ConnectOneAsync(LoadUser user, HttpMessageInvoker http, long due, CancellationToken stop)
    {
        try
        {
            var connection = await Connection.OpenAsync(options.Server.Url, http, user, stop);
            _latencies.RecordSince(due);
            Interlocked.Increment(ref _connected);
            connection.Start(new Holder(this));
            _open.Add(connection);
        }
        catch (LoadException failure) when (!stop.IsCancellationRequested)
        {
            _errors.Add(failure.Message);
        }
    }

    private async Task PrintAsync(CancellationToken stop)
    {
        var (last, start) = (0L, Stopwatch.GetTimestamp());
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var connected = Interlocked.Read(ref _connected);
            var latency = _latencies.TakeInterval(counts: true);
            await Console.Error.WriteLineAsync(FormattableString.Invariant(
                $"{Stopwatch.GetElapsedTime(start):mm\\:ss}  open {connected - Interlocked.Read(ref _lost),8:N0}  connected {connected - last,7:N0}  p50 {latency.P50:0.00} p99 {latency.P99:0.00} ms  lost {Interlocked.Read(ref _lost)}  errors {_errors.Sum}"));
            last = connected;
        }
    }

    private LoadReport Report(double seconds, long lost)
    {
        var connected = Interlocked.Read(ref _connected);
        var counts = new Dictionary<string, long> { ["asked"] = options.Connections, ["connected"] = connected, ["lost"] = lost };
        return new LoadReport(
            "connect", Math.Round(seconds, 3), counts, Math.Round(connected / seconds, 1), new Dictionary<string, Percentiles> { ["connected"] = _latencies.Total },
            new Dictionary<string, long>(), _errors.ToDictionary(), ["A connect is TCP, the WebSocket upgrade, the Socket.IO CONNECT with a token, and get_name."]);
    }

    /// <summary>Waits on one connection and does nothing.</summary>
    private sealed class Holder(ConnectRun run) : IFrameHandler
    {
        public void OnFrame(ReadOnlySpan<byte> frame)
        {
            // Events about others: not what this run measures.
        }

        public void OnLost(string reason)
        {
            Interlocked.Increment(ref run._lost);
            run._errors.Add("connection lost: " + reason);
        }
    }
}
