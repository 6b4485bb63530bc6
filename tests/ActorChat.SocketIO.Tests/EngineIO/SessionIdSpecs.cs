using System.Net;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.EngineIO;

/// <summary>Session ids with a prefix, by which a proxy finds the server of a session.</summary>
public class SessionIdSpecs
{
    private const string Mark = "node-1.";

    private static readonly string s_id = $"^{Mark.Replace(".", "\\.", StringComparison.Ordinal)}[\\w-]{{20}}$";

    [Fact]
    public async Task A_session_id_begins_with_the_prefix_and_is_as_random_as_without()
    {
        await using var server = await StartAsync(Mark);
        var (one, other) = (await server.OpenPollingAsync(), await server.OpenPollingAsync());
        Assert.Matches(s_id, one);
        Assert.Matches(s_id, other);
        Assert.NotEqual(one, other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_WebSocket_has_the_prefix_too(bool direct)
    {
        await using var server = await RunningServer.StartAsync(Prefixed(Mark), admits: direct ? _ => true : null);
        using var socket = await RawWebSocket.ConnectAsync(server.Port, "/engine.io/?EIO=4&transport=websocket");
        Assert.Matches(s_id, RunningServer.SidOf((await socket.TextAsync())[1..]));
    }

    [Fact]
    public async Task A_session_with_a_prefix_is_polled_and_upgraded_like_any()
    {
        await using var server = await StartAsync(Mark);
        var sid = await server.OpenPollingAsync();
        using var posted = await server.PostAsync(sid, "4hello");
        Assert.Equal("4hello", await server.PollAsync(sid));
        using var probe = await server.WebSocketAsync(sid: sid);
        await probe.SendAsync("2probe");
        Assert.Equal("3probe", await probe.TextAsync());
    }

    [Fact]
    public async Task The_id_of_another_server_is_unknown()
    {
        await using var mine = await StartAsync(Mark);
        await using var other = await StartAsync("node-2.");
        using var answer = await mine.GetAsync(await other.OpenPollingAsync());
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("{\"code\":1,\"message\":\"Session ID unknown\"}", await answer.Content.ReadAsStringAsync());
    }

    private static Task<RunningServer> StartAsync(string prefix) => RunningServer.StartAsync(Prefixed(prefix));

    private static Action<SocketIOOptions> Prefixed(string prefix) => options => options.SessionIdPrefix = prefix;
}
