using System.Text.Json;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>A client script in a separate process; it reports in lines of JSON.</summary>
internal sealed class ScriptedClient : IAsyncDisposable
{
    private static readonly TimeSpan LongestScenario = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;

    private ScriptedClient(ChildProcess process) => _process = process;

    /// <summary>Starts a client with one of the scenarios of its script.</summary>
    public static ScriptedClient Start(ClientKind client, Uri server, ClientTransport transport, string scenario)
    {
        var url = server.ToString().TrimEnd('/');
        var allowed = transport switch
        {
            ClientTransport.Polling => "polling",
            ClientTransport.WebSocket => "websocket",
            _ => "upgrade",
        };
        var process = client switch
        {
            ClientKind.Npm4 => StartNode("4", url, allowed, scenario),
            ClientKind.Npm3 => StartNode("3", url, allowed, scenario),
            ClientKind.Npm2 => StartNode("2", url, allowed, scenario),
            // Debian's interpreter by its path: another python3 may come first on PATH.
            ClientKind.Python => ChildProcess.Start("/usr/bin/python3", Script("scenario.py"), url, allowed, scenario),
            _ => throw new ArgumentOutOfRangeException(nameof(client), client, "Not a scripted client."),
        };
        return new ScriptedClient(process);
    }

    /// <summary>Returns when the script reports that it waits for the test.</summary>
    public async Task WaitUntilReadyAsync()
    {
        var line = await _process.ReadLineAsync(LongestScenario);
        Assert.True(line is not null && line.Contains("\"ready\"", StringComparison.Ordinal), $"{line} {_process.Errors}");
    }

    /// <summary>Reads the reports to the end of the script.</summary>
    public async Task<Sightings> ReadSightingsAsync()
    {
        var sightings = new Sightings();
        while (await _process.ReadLineAsync(LongestScenario) is { } line)
        {
            using var report = JsonDocument.Parse(line);
            var wrong = report.RootElement.GetProperty("passed").GetBoolean()
                ? null
                : report.RootElement.GetProperty("detail").GetString();
            sightings.Add(report.RootElement.GetProperty("behaviour").GetString()!, wrong);
        }

        sightings.Diagnostics = _process.Errors;
        return sightings;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static ChildProcess StartNode(params string[] arguments) =>
        ChildProcess.Start("node", [Script("scenario.js"), .. arguments]);

    private static string Script(string name) => Path.Combine(Repository.Clients, name);
}
