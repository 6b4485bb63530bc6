using System.Text.Json;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Mistakes;

/// <summary>A server whose log is read. It has no rate limits, so that each mistake gets as far as it can.</summary>
internal sealed class MistakesServer : IAsyncDisposable
{
    private const string Settings = """
        actorchat {
          log.format = json
          metrics.listen = "127.0.0.1:0"
          passwords { memory = 8KiB, iterations = 1 }
          stopping { notice = 0s, spread = 1s }
          rate-limits {
            connects = off, connects-per-address = off, logins-per-address = off, logins-per-login = off, registrations-per-address = off, registrations-per-login = off
            failed-logins = off, failed-logins-per-address = off, failed-logins-per-login = off, requests-per-address = off, unknown-tokens-per-address = off, admin-refusals-per-address = off
            lists-per-user = off, new-rooms-per-user = off, messages-per-user = off, refusals-per-user = off
            events { message = off, have-room = off, join-room = off, leave-room = off, read = off, typing = off, other = off }
            events-per-user { have-room = off, join-room = off, leave-room = off, read = off, typing = off, other = off }
          }
        }
        """;

    private readonly TestFolder _folder = new();
    private ServerProcess? _server;

    public Uri Chat => new(_server!.Url);

    public Uri Operators { get; private set; } = new("http://nowhere");

    public static async Task<MistakesServer> StartAsync()
    {
        var started = new MistakesServer();
        started._server = await ServerProcess.StartAsync(started._folder.PathOf("data"), started._folder.Write("test.conf", Settings), variable: $"ACTORCHAT_ADMIN_TOKEN={OperatedServer.AdminToken}");
        using var line = JsonDocument.Parse(await started._server.HeardAsync("Metrics are at"));
        started.Operators = new Uri(line.RootElement.GetProperty("Address").GetString()!);
        return started;
    }

    /// <summary>Stops the server. Clients caused no line above Information, and none again and again.</summary>
    public async Task AssertQuietAsync()
    {
        Assert.Equal(0, await _server!.TerminateAsync());
        var lines = _server.Output.Where(line => line.Length > 0).ToList();
        var told = new Dictionary<string, int>();
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            Assert.True(json.RootElement.GetProperty("level").GetString() is "information" or "debug", line);
            var source = json.RootElement.GetProperty("category").GetString()!;
            if (json.RootElement.TryGetProperty("Action", out _) && json.RootElement.TryGetProperty("Outcome", out _))
            {
                // Each use of the admin token is logged.
                continue;
            }

            told[source] = told.GetValueOrDefault(source) + 1;
        }

        // As many security events as hocon.conf allows, one line for each session, and a few about the server's life.
        Assert.All(told, source => Assert.True(source.Value < (source.Key == "ActorChat.Security" ? 1000 : 400), $"{source.Key} has {source.Value} lines"));
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }
}
