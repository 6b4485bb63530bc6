using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>What a browser on another origin needs; and compression.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class CorsDialogues(ServersFixture servers)
{
    private const string AllowOrigin = "Access-Control-Allow-Origin";
    private readonly Uri _server = servers.Patient.Host.Address;

    [Trait(Better.Trait, Better.ThanReference)]
    [Fact]
    public async Task Every_answer_of_a_session_carries_the_allowed_origin()
    {
        var session = await PollingSession.OpenAsync(_server);

        var post = await session.PostAsync("40");
        var poll = await session.PollAsync(("Origin", "https://example.com"));
        using var content = new StringContent(new string('x', 1_000_001));
        var tooLarge = await session.SendAsync(HttpMethod.Post, content);
        var put = await session.SendAsync(HttpMethod.Put);

        Assert.All([post, poll, tooLarge, put], answer => Assert.Equal("*", answer.Header(AllowOrigin)));
        Assert.Equal([200, 200, 413, 405], new[] { post, poll, tooLarge, put }.Select(answer => answer.Status));
    }

    [Fact]
    public async Task The_answer_to_a_WebSocket_carries_the_allowed_origin()
    {
        using var session = await SocketSession.OpenSessionAsync(_server);

        Assert.Equal(["*"], session.Socket.HttpResponseHeaders![AllowOrigin]);
    }

    [Fact]
    public async Task A_preflight_is_answered_204_with_what_is_allowed()
    {
        var answer = await RawHttp.SendAsync(
            HttpMethod.Options,
            _server,
            "/socket.io/?EIO=4&transport=polling",
            null,
            ("Origin", "https://example.com"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "x-custom,content-type"));

        Assert.Equal(204, answer.Status);
        Assert.Equal("", answer.Body);
        Assert.Equal("*", answer.Header(AllowOrigin));
        Assert.Equal("GET,HEAD,PUT,PATCH,POST,DELETE", answer.Header("Access-Control-Allow-Methods"));
        Assert.Equal("x-custom,content-type", answer.Header("Access-Control-Allow-Headers"));
        Assert.Contains("Access-Control-Request-Headers", answer.Header("Vary"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_poll_answer_of_1024_bytes_is_compressed_for_a_client_that_accepts_it()
    {
        var session = await PollingSession.OpenAsync(_server, PollingSession.EngineIO);

        await session.PostAsync("4" + new string('x', 1023));
        var compressed = await session.PollAsync(("Accept-Encoding", "gzip, deflate"));
        await session.PostAsync("4" + new string('x', 1022));
        var small = await session.PollAsync(("Accept-Encoding", "gzip, deflate"));
        await session.PostAsync("4" + new string('x', 1023));
        var notAccepted = await session.PollAsync();

        Assert.Equal("gzip", compressed.Header("Content-Encoding"));
        Assert.Equal(0x1f, compressed.Bytes[0]);
        Assert.Null(small.Header("Content-Encoding"));
        Assert.Null(notAccepted.Header("Content-Encoding"));
    }
}
