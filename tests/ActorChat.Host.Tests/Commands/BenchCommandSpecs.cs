using System.Text.Json;
using ActorChat.Host.Commands;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Commands;

public sealed class BenchCommandSpecs : IAsyncLifetime
{
    private readonly RunningServer _server = new() { Settings = "actorchat.rate-limits { messages-per-user = off, events.message = off }" };

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Bench_lets_new_users_chat_and_reports_what_they_saw()
    {
        var (exitCode, output, errors) = await ToolProcess.RunAsync(["bench", "--url", _server.Url, "--prefix", "measured", "--pairs", "2", "--in-flight", "2", "--seconds", "1", "--json"]);
        Assert.True(exitCode == Tool.Done, errors);
        var report = JsonDocument.Parse(output).RootElement;
        Assert.True(report.GetProperty("perSecond").GetDouble() > 0);
        Assert.True(report.GetProperty("latency").GetProperty("acknowledged").GetProperty("p999").GetDouble() >= report.GetProperty("latency").GetProperty("acknowledged").GetProperty("p50").GetDouble());
        Assert.Contains("/s  under way", errors, StringComparison.Ordinal);

        // Their password is nobody's: the same users cannot be taken again.
        var again = await ToolProcess.RunAsync(["bench", "--url", _server.Url, "--prefix", "measured", "--pairs", "1", "--seconds", "1"]);
        Assert.Equal(Tool.Failed, again.ExitCode);
        Assert.Contains("another --prefix", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_elsewhere_is_measured_only_if_that_is_meant()
    {
        var (exitCode, _, errors) = await ToolProcess.RunAsync(["bench", "--url", "http://chat.example"]);
        Assert.Equal(Tool.Failed, exitCode);
        Assert.Contains("http://chat.example/ is not on this machine", errors, StringComparison.Ordinal);
        Assert.Equal(Tool.Wrong, (await ToolProcess.RunAsync(["bench", "--pairs", "none"])).ExitCode);
    }
}
