using ActorChat.Host.Tests.Hosting;
using ActorChat.Host.Tests.Mistakes;

namespace ActorChat.Host.Tests.Http;

/// <summary>Odd requests that are not mistakes: HEAD, any byte in a header, a body of no bytes.</summary>
public sealed class OddRequestSpecs
{
    private const string Json = "Content-Type: application/json\r\n";
    private const string Admin = $"Authorization: Bearer {OperatedServer.AdminToken}\r\n";

    [Fact]
    public async Task HEAD_is_answered_like_GET_without_the_body_at_every_endpoint()
    {
        await using var server = await OperatedServer.StartAsync();
        var token = $"Authorization: Bearer {(await TestUser.RegisterAsync(server.Http, "alice")).Token}\r\n";
        var (chat, operators) = (new Uri(server.Url), server.Admin.BaseAddress!);
        foreach (var (address, path, headers, status) in new[]
        {
            (chat, "/health/live", "", 200), (chat, "/health/ready", "", 200), (chat, "/openapi/v1.json", "", 200), (chat, "/scalar/", "", 200), (chat, "/get-all-users", token, 200), (chat, "/get-all-chats?limit=5", token, 200),
            (chat, "/get-all-chats", "", 401), (chat, "/get-all-chats?limit=0", token, 400), (chat, "/nowhere", "", 404), (chat, "/login", "", 405),
            (operators, "/metrics", "", 200), (operators, "/admin/limits", Admin, 200), (operators, "/admin/sessions", Admin, 200), (operators, "/admin/sessions", "", 401),
        })
        {
            var head = await RawHttp.SendAsync(address, RawHttp.Request("HEAD", path, headers));
            var get = await RawHttp.SendAsync(address, RawHttp.Request("GET", path, headers));
            Assert.Equal((path, status, status), (path, RawHttp.StatusOf(head), RawHttp.StatusOf(get)));
            Assert.Equal("", RawHttp.BodyOf(head));
            Assert.NotEqual("", RawHttp.BodyOf(get));
            Assert.Equal(HeaderOf(get, "Content-Type"), HeaderOf(head, "Content-Type"));
        }
    }

    [Fact]
    public async Task After_a_HEAD_the_connection_can_be_used_again()
    {
        await using var server = await OperatedServer.StartAsync();
        var two = "HEAD /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        var answers = (await RawHttp.SendAsync(new Uri(server.Url), System.Text.Encoding.Latin1.GetBytes(two))).Split("HTTP/1.1 200 OK");
        Assert.Equal(3, answers.Length);
        Assert.EndsWith("\r\n\r\n", answers[1], StringComparison.Ordinal);
        Assert.Contains("\"status\":\"ok\"", answers[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/login", "POST")]
    [InlineData("PUT", "/get-all-users", "GET, POST, HEAD")]
    [InlineData("DELETE", "/health/live", "GET, HEAD")]
    public async Task An_unsupported_method_is_answered_with_the_supported_ones(string method, string path, string allowed)
    {
        await using var server = await OperatedServer.StartAsync();
        var answer = await RawHttp.SendAsync(new Uri(server.Url), RawHttp.Request(method, path, body: []));
        Assert.Equal(405, RawHttp.StatusOf(answer));
        Assert.Equal(allowed.Split(", ").Order(), HeaderOf(answer, "Allow")!.Split(", ").Order());
    }

    [Theory]
    [InlineData("X-Name: Zo\u00e9\r\n")]
    [InlineData("X-Name: \u00ff\u0080\u00a0\r\n")]
    [InlineData("X-Name: \u00c3\u00a9\r\n")]
    [InlineData("User-Agent: Browser \u00fcber alles\r\n")]
    [InlineData("Cookie: name=Jos\u00e9\r\n")]
    public async Task Any_byte_in_an_unused_header_is_accepted(string header)
    {
        await using var server = await OperatedServer.StartAsync();
        Assert.Equal(200, RawHttp.StatusOf(await RawHttp.SendAsync(new Uri(server.Url), RawHttp.Request("GET", "/health/live", header))));
        Assert.Equal(200, RawHttp.StatusOf(await RawHttp.SendAsync(server.Admin.BaseAddress!, RawHttp.Request("GET", "/metrics", header))));
        Assert.Equal(200, RawHttp.StatusOf(await RawHttp.SendAsync(new Uri(server.Url), RawHttp.Request("GET", "/socket.io/?EIO=4&transport=polling", header))));

        // In one piece, which would be opened without HTTP if it were plain.
        var upgrade = $"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{header}\r\n";
        Assert.Equal(101, RawHttp.StatusOf(await RawHttp.SendAsync(new Uri(server.Url), System.Text.Encoding.Latin1.GetBytes(upgrade), onlyHead: true)));
    }

    [Fact]
    public async Task A_chunked_body_of_no_bytes_is_no_body()
    {
        await using var server = await OperatedServer.StartAsync();
        var token = $"Authorization: Bearer {(await TestUser.RegisterAsync(server.Http, "alice")).Token}\r\n";
        const string Chunked = "Transfer-Encoding: chunked\r\n\r\n";
        foreach (var (path, type, status) in new[] { ("/get-all-users", Json, 200), ("/get-all-users", "", 200), ("/get-all-chats", Json, 200), ("/login", Json, 400), ("/logout", "", 204) })
        {
            var request = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{token}{type}{Chunked}0\r\n\r\n";
            Assert.Equal((path, status), (path, RawHttp.StatusOf(await RawHttp.SendAsync(new Uri(server.Url), System.Text.Encoding.Latin1.GetBytes(request)))));
        }
    }

    private static string? HeaderOf(string answer, string name) =>
        answer.Split("\r\n").FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
