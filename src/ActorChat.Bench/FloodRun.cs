using System.Diagnostics;
using System.Text;

namespace ActorChat.Bench;

/// <summary>
/// Users who flood. Each sends messages as fast as its connection takes them, waits for no answer, and reconnects at once when it is disconnected. What the
/// server does to them is not an error here; another run measures what others notice of it.
/// </summary>
internal sealed class FloodRun(FloodOptions options)
{
    /// <summary>A user who cannot connect is refused for a while: asking faster would flood this machine instead.</summary>
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(100);

    private long _sent;
    private long _connects;
    private long _refused;

    public async Task<LoadReport> RunAsync(CancellationToken stop)
    {
        using var accounts = new Accounts(options.Server);
        var users = await accounts.MakeAsync(options.Users, stop);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(options.Duration);
        var start = Stopwatch.GetTimestamp();
        await Console.Error.WriteLineAsync($"{users.Length} users flood");
        await Task.WhenAll(users.Select((user, index) => FloodAsync(user, users[(index + 1) % users.Length], http, end.Token)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var counts = new Dictionary<string, long> { ["sent"] = _sent, ["connects"] = _connects, ["connects refused"] = _refused };
        return new LoadReport(
            "flood", Math.Round(seconds, 3), counts, Math.Round(_sent / seconds, 1), new Dictionary<string, Percentiles>(), new Dictionary<string, long>(),
            new Dictionary<string, long>(), ["Sent is what the connections took, not what the server stored."]);
    }

    private async Task FloodAsync(LoadUser user, LoadUser companion, HttpMessageInvoker http, CancellationToken end)
    {
        var message = Encoding.UTF8.GetBytes($"42[\"message\",{{\"companion\":\"{companion.Login}\",\"message\":\"{new string('f', options.TextLength)}\"}}]");
        while (!end.IsCancellationRequested)
        {
            try
            {
                await using var connection = await Connection.OpenAsync(options.Server.Url, http, user, end);
                Interlocked.Increment(ref _connects);
                await SendUntilLostAsync(connection, message, end);
            }
            catch (LoadException)
            {
                Interlocked.Increment(ref _refused);
                await Task.Delay(PauseAfterRefusal, TimeProvider.System, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendUntilLostAsync(Connection connection, byte[] message, CancellationToken end)
    {
        var watcher = new Watcher();
        connection.Start(watcher);
        try
        {
            while (!watcher.IsLost && !end.IsCancellationRequested)
            {
                await connection.SendAsync(message, end);
                Interlocked.Increment(ref _sent);
            }
        }
        catch (Exception failure) when (failure is System.Net.WebSockets.WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Disconnected, or the end: the next connection follows.
        }
    }

    /// <summary>Reads what comes, so that the flooder does not count as a slow client, and notes the end.</summary>
    private sealed class Watcher : IFrameHandler
    {
        private volatile bool _isLost;

        public bool IsLost => _isLost;

        public void OnFrame(ReadOnlySpan<byte> frame)
        {
            // Refusals and copies do not matter to a flooder.
        }

        public void OnLost(string reason) => _isLost = true;
    }
}
