using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Observability;

/// <summary>A scrape shows what happened. A separate process, because counters belong to the process.</summary>
public sealed partial class MetricsSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_scrape_says_what_the_server_did()
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", """
            actorchat.passwords { memory = 64KiB, iterations = 1 }
            actorchat.metrics.listen = "127.0.0.1:0"
            actorchat.rate-limits.events.typing = "1 per 1h, burst 1"
            """));
        // What happened before anybody listened is not counted.
        await server.HeardAsync("Metrics are at ");
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var (alice, bob) = (await TestUser.RegisterAsync(http, "alice"), await TestUser.RegisterAsync(http, "bob"));
        using (await http.PostAsJsonAsync("/login", new { login = "alice", password = "another horse" }))
        {
        }

        await using var client = await ChatClient.ConnectAsync(server.Url, alice);
        var gone = await ChatClient.ConnectAsync(server.Url, bob);
        var room = (await client.CallAsync("join_room", new { companion = "bob" })).GetProperty("room").GetString();
        for (var i = 0; i < 3; i++)
        {
            await client.CallAsync("message", new { companion = "bob", message = $"message {i}" });
        }

        Assert.Equal("user_not_found", await client.RefusalAsync("message", new { companion = "nobody", message = "lost" }));
        await client.CallAsync("typing", new { room, typing = true });
        Assert.Equal("rate_limited", await client.RefusalAsync("typing", new { room, typing = true }));
        await gone.DisposeAsync();
        await server.HeardAsync("of bob ended");

        var scraped = await ScrapeAsync(server);
        Assert.Equal(2, scraped("actorchat_registrations_total", ""));
        Assert.Equal(2, scraped("actorchat_logins_total", "result=\"ok\""));
        Assert.Equal(1, scraped("actorchat_logins_total", "result=\"invalid_credentials\""));
        Assert.Equal(3, scraped("actorchat_events_total", "event=\"message\",result=\"ok\""));
        Assert.Equal(1, scraped("actorchat_events_total", "event=\"message\",result=\"user_not_found\""));
        Assert.Equal(1, scraped("actorchat_events_total", "event=\"typing\",result=\"rate_limited\""));
        Assert.Equal(1, scraped("actorchat_ratelimit_refusals_total", "limit=\"typing\""));
        Assert.Equal(3, scraped("actorchat_message_durable_duration_seconds_count", ""));
        Assert.Equal(3, scraped("actorchat_message_delivery_duration_seconds_count", ""));
        Assert.True(scraped("actorchat_journal_commit_duration_seconds_count", "") >= 1);
        Assert.Equal(4, scraped("actorchat_journal_batch_size_sum", ""));
        Assert.Equal(1, scraped("actorchat_rooms_awake", ""));
        Assert.Equal(1, scraped("actorchat_sessions_live", ""));
        Assert.Equal(1, scraped("actorchat_sessions_closed_total", ""));
        Assert.Equal(1, scraped("actorchat_connections_closed_total", "reason=\"client namespace disconnect\""));
        Assert.Equal(1, scraped("actorchat_connections_closed_total", ""));
        Assert.Equal(2, scraped("actorchat_connections_opened_total", "transport=\"websocket\""));
        Assert.Equal(1, scraped("actorchat_connections", "transport=\"websocket\""));
        Assert.Equal(0, scraped("actorchat_connections_unsent_bytes", ""));
        Assert.Equal(4, scraped("actorchat_partitions_open", ""));
        Assert.True(scraped("actorchat_projection_lag_seconds", "") >= 0);
        Assert.True(scraped("actorchat_partition_mailbox", "partition=\"3\"") >= 0);
        Assert.True(scraped("dotnet_gc_collections_total", "") >= 0);
        Assert.True(scraped("http_server_request_duration_seconds_count", "http_route=\"/registr\"") == 2);
    }

    /// <summary>An alert or a plot that needs a metric has an answer from the start.</summary>
    [Fact]
    public async Task The_first_scrape_of_a_fresh_server_has_every_metric_of_the_page_with_its_labels_and_none_that_is_not_there()
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", "actorchat.metrics.listen = \"127.0.0.1:0\""));
        var line = await server.HeardAsync("Metrics are at ");
        using var http = new HttpClient();
        var lines = (await http.GetStringAsync(new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]))).Split('\n');
        var scraped = lines.Where(found => found.StartsWith("# TYPE actorchat_", StringComparison.Ordinal)).Select(found => found.Split(' ')[2]).Distinct().ToList();

        var page = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "docs", "operations.md"));
        var said = Documented().Matches(page[page.IndexOf("## 4. Monitoring", StringComparison.Ordinal)..page.IndexOf("### Traces", StringComparison.Ordinal)]);
        Assert.Empty(said.Select(static metric => metric.Groups["name"].Value).Except(scraped));
        var elsewhere = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "docs", "cluster.md"));
        Assert.All(scraped, name => Assert.True(said.Any(metric => metric.Groups["name"].Value == name) || elsewhere.Contains(name, StringComparison.Ordinal), $"{name} is on no page"));
        foreach (Match metric in said)
        {
            var series = lines.Where(found => found.StartsWith(metric.Groups["name"].Value, StringComparison.Ordinal)).ToList();
            Assert.All(metric.Groups["label"].Captures.Cast<Capture>(), label => Assert.Contains(series, found => found.Contains($"{label.Value}=\"", StringComparison.Ordinal)));
            Assert.All(series, found => Assert.True(found.EndsWith(" 0", StringComparison.Ordinal) || found.Contains("partitions_", StringComparison.Ordinal), found));
        }
    }

    [GeneratedRegex(@"`(?<name>actorchat_[a-z_]+)`(,? by (?<label>[a-z]+))*")]
    private static partial Regex Documented();

    /// <summary>The sum of the series with this name whose labels have all of the parts; there must be one.</summary>
    private static async Task<Func<string, string, double>> ScrapeAsync(ServerProcess server)
    {
        var line = await server.HeardAsync("Metrics are at ");
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]));
        return (name, labels) =>
        {
            var series = text.Split('\n')
                .Where(found => found.StartsWith(name + "{", StringComparison.Ordinal) || found.StartsWith(name + " ", StringComparison.Ordinal))
                .Where(found => labels.Split(',').All(label => found.Contains(label, StringComparison.Ordinal)))
                .Select(found => double.Parse(found[(found.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture))
                .ToList();
            Assert.True(series.Count > 0, $"{name}{{{labels}}} is missing in\n{text}");
            return series.Sum();
        };
    }
}
