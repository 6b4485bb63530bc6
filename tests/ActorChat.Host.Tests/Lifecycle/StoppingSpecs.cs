using System.Net;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Lifecycle;

public sealed class StoppingSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_told_to_stop_is_not_ready_takes_nobody_in_lets_sessions_leave_and_exits_with_0()
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", """
            actorchat.passwords { memory = 64KiB, iterations = 1 }
            actorchat.metrics.listen = off
            actorchat.stopping.notice = 2s
            """));
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var (alice, bob) = (await TestUser.RegisterAsync(http, "alice"), await TestUser.RegisterAsync(http, "bob"));
        await using var first = await ChatClient.ConnectAsync(server.Url, alice);
        await using var second = await ChatClient.ConnectAsync(server.Url, bob);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/health/ready"));

        var exit = server.TerminateAsync();
        await server.HeardAsync("Told to stop");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(http, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(http, "/socket.io/?EIO=4&transport=polling"));

        // During the notice existing sessions are served as usual.
        Assert.Equal(1, (await first.CallAsync("message", new { companion = "bob", message = "the last one" })).GetProperty("seq").GetInt64());
        await Task.WhenAll(first.DisconnectedAsync(), second.DisconnectedAsync());
        Assert.Equal(0, await exit);
        Assert.Contains(server.Output, line => line.Contains("of alice ended", StringComparison.Ordinal) && line.EndsWith("server_stopping", StringComparison.Ordinal));

        await using var again = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.PathOf("test.conf"));
        await using var back = await ChatClient.ConnectAsync(again.Url, bob);
        var room = (await back.CallAsync("join_room", new { companion = "alice" })).GetProperty("room").GetString();
        Assert.Equal("the last one", (await back.CallAsync("have_room", new { room })).GetProperty("messages")[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(5000, 10_000, 50)]
    [InlineData(100, 10_000, 20)]
    [InlineData(5000, 0, 5000)]
    [InlineData(0, 10_000, 20)]
    public void Waves_take_all_sessions_within_the_spread_and_a_few_sessions_sooner(int sessions, int spreadMilliseconds, int wave) =>
        Assert.Equal(wave, new StoppingSettings(TimeSpan.Zero, TimeSpan.FromMilliseconds(spreadMilliseconds), TimeSpan.FromMilliseconds(100), 20, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1)).WaveOf(sessions));

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return answer.StatusCode;
    }
}
