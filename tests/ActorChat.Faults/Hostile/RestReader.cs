using System.Globalization;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Hostile;

/// <summary>Reads the server's resources: from the system, and from its metrics.</summary>
internal sealed class RestReader(ServerProcess server, int port) : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Waits until the server is at rest, or until the time is up.</summary>
    /// <returns>Its resources then.</returns>
    public async Task<RestState> SettleAsync(Func<RestState, bool> isAtRest, TimeSpan patience)
    {
        var state = await ReadAsync();
        for (var looked = 0; !isAtRest(state) && looked < patience / s_look; looked++)
        {
            await Task.Delay(s_look);
            state = await ReadAsync();
        }

        return state;
    }

    public async Task<RestState> ReadAsync()
    {
        var metrics = await MetricsAsync();
        var process = $"/proc/{server.Id.ToString(CultureInfo.InvariantCulture)}";
        var status = await File.ReadAllLinesAsync(process + "/status");
        return new RestState(
            (long)MetricsText.Sum(metrics, "actorchat_connections"),
            (long)MetricsText.Sum(metrics, "actorchat_sessions_live"),
            Number(status, "RssAnon:") << 10,
            Directory.GetFiles(process + "/fd").Length,
            (int)Number(status, "Threads:"));
    }

    public Task<string> MetricsAsync() => _http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));

    public void Dispose() => _http.Dispose();

    private static long Number(IEnumerable<string> status, string name) =>
        long.Parse(status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}

/// <summary>Reads Prometheus' text format.</summary>
public static class MetricsText
{
    /// <summary>The sum of a metric over its labels.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="name">The metric, which may continue with its unit.</param>
    /// <param name="label">Text that the labels contain; null for all.</param>
    public static double Sum(string text, string name, string? label = null) => text.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length..].StartsWith('{') | line[name.Length..].StartsWith(' '))
        .Where(line => label is null || line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[line.Contains('}', StringComparison.Ordinal) ? 0 : 1], CultureInfo.InvariantCulture));
}
