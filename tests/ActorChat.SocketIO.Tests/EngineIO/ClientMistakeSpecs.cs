using System.Net;
using System.Text;
using ActorChat.SocketIO.Tests.Support;
using ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

namespace ActorChat.SocketIO.Tests.EngineIO;

/// <summary>A client's mistake is never a 5xx, and never a log line that an operator has to read.</summary>
public class ClientMistakeSpecs
{
    private const string Path = "/socket.io/";

    /// <summary>Bodies of a POST: with JSONP or without, and with which content type.</summary>
    public static TheoryData<string, string, string> Bodies
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            var bodies = new[]
            {
                "", "&", "=", "d", "d=", "d=%", "d=%4", "d=%zz", "d=4", "d=4&d=4", "e=4", "D=4", "d=%ff", "d=40%1e", "d=b%%%", string.Concat(Enumerable.Repeat("a=1&", 5_000)), new string('a', 5_000),
                new string('k', 3_000) + "=1", "d=" + new string('\\', 5_001) + "n", "d=42[%22\\\\n%22]", "40\u001e\u001e40", "\u001e", "b", "b=", "b\u00e9", "bA", "4\0", "42[\"\\ud800\",{\"\\ud800\":1}]", "{}", "6:4hello",
                "40{\"\\ud800pid\":1}", "40{\"\\ud800\":\"x\"}", "40{\"pid\":\"\\ud800\",\"offset\":\"x\"}", "40/\ufffd", "40/\0,", "451-[\"a\",{\"\\ud80000000000\":true}]\u001ebAA==", "40\u001e451-[\"a\",{\"\\ud80000000000\":true,\"n\\ud800um\":0}]\u001ebAA==",
            };
            foreach (var body in bodies)
            {
                data.Add("", "text/plain", body);
                data.Add("&j=1", "application/x-www-form-urlencoded", body);
                data.Add("&j=", "text/plain", body);
                data.Add("&j=0&j=x", "multipart/form-data", body);
                data.Add("", "application/octet-stream", body);
                data.Add("", "nonsense", body);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task An_odd_body_is_never_a_server_error(string query, string type, string body)
    {
        await using var server = await StartAsync();
        foreach (var protocol in new[] { 4, 3 })
        {
            var sid = await server.OpenPollingAsync(Path, protocol);
            using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var posted = await server.Http.PostAsync(new Uri($"{Path}?EIO={protocol}&transport=polling&sid={sid}{query}", UriKind.Relative), content);
            Assert.InRange((int)posted.StatusCode, 200, 499);
            using var polled = await server.Http.GetAsync(new Uri($"{Path}?EIO={protocol}&transport=polling&sid={sid}{query}", UriKind.Relative));
            Assert.InRange((int)polled.StatusCode, 200, 499);
        }

        Assert.Empty(server.Complaints.Lines);
    }

    [Theory]
    [InlineData("d=4a", "4a")]
    [InlineData("x=1&d=4a+b%2Bc&y", "4a b+c")]
    [InlineData("d=4%E2%82%AC%", "4\u20ac%")]
    [InlineData("d=4a\\nb\\\\nc\\\\\\nd", "4a\nb\\nc\\\\nd")]
    public void The_field_of_a_form_is_the_payload(string form, string payload)
    {
        Assert.True(Jsonp.TryUnwrap(Encoding.UTF8.GetBytes(form), out var read));
        Assert.Equal(payload, Encoding.UTF8.GetString(read.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x=4a")]
    [InlineData("d")]
    [InlineData("d=4a&d=4b")]
    public void A_form_without_just_one_such_field_has_no_payload(string form) =>
        Assert.False(Jsonp.TryUnwrap(Encoding.UTF8.GetBytes(form), out _));

    [Fact]
    public async Task A_body_that_is_not_UTF_8_ends_the_session_like_an_invalid_packet()
    {
        await using var server = await StartAsync();
        var sid = await server.OpenPollingAsync();
        using var content = new ByteArrayContent([(byte)'4', 0xff]);
        using var posted = await server.Http.PostAsync(new Uri($"/engine.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative), content);
        Assert.Equal("ok", await posted.Content.ReadAsStringAsync());
        using var gone = await server.GetAsync(sid);
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
        Assert.Empty(server.Complaints.Lines);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("ODD")]
    public async Task Another_method_is_told_which_there_are_and_the_session_lives_on(string method)
    {
        await using var server = await StartAsync();
        var sid = await server.OpenPollingAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/engine.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative));
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow);
        using var posted = await server.PostAsync(sid, "4a");
        Assert.Equal("4a", await server.PollAsync(sid));
        Assert.Empty(server.Complaints.Lines);
    }

    [Theory]
    [InlineData("\"a\",\"\\ud800\",{\"\\udc00placeholder\":true}")]
    [InlineData("\"a\",{\"_placeholder\\ud800\":true,\"num\":0}")]
    [InlineData("\"a\",{\"\\ud800\":{\"nu\\udfffm\":[1]}}")]
    [InlineData("\"a\",{\"\\u005fplaceholder\":true,\"\\u006eum\":0}")]
    public async Task Half_a_surrogate_pair_in_a_name_is_a_name_like_others(string values)
    {
        await using var server = await StartAsync();
        using var socket = await server.JoinAsync();
        await socket.SendAsync($"451-7[{values}]");
        await socket.SendAsync([1]);
        Assert.Equal("437[]", await socket.TextAsync());
        Assert.Empty(server.Complaints.Lines);
    }

    [Theory]
    [InlineData("{\"pi\\ud800d\":\"a\",\"pid\":\"b\",\"offset\":\"c\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"pid\":\"\\ud800\",\"offset\":\"\\udc00\"}")]
    public async Task A_strange_request_for_a_lost_session_is_an_ordinary_connect(string auth)
    {
        await using var server = await RunningServer.StartAsync(static options => options.Recovery = new ConnectionStateRecovery());
        using var socket = await server.JoinAsync(auth: auth);
        Assert.NotEmpty(socket.Sid);
        Assert.Empty(server.Complaints.Lines);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\n4")]
    [InlineData("Content-Length: 5\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n4a")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n4")]
    [InlineData("Content-Length: -1\r\n\r\n4")]
    [InlineData("Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")]
    public async Task A_body_that_breaks_off_is_not_an_error(string rest)
    {
        await using var server = await StartAsync();
        var sid = await server.OpenPollingAsync();
        using (var tcp = new System.Net.Sockets.TcpClient())
        {
            await tcp.ConnectAsync("127.0.0.1", server.Port);
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /engine.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: a\r\n{rest}"));
        }

        // The server still works.
        using var socket = await server.WebSocketAsync();
        await socket.SendAsync("4a");
        Assert.Equal("4a", await socket.TextAsync());
        Assert.Empty(server.Complaints.Lines);
    }

    private static Task<RunningServer> StartAsync() => RunningServer.StartAsync(
        static options => (options.AllowEngineIO3, options.PingInterval) = (true, TimeSpan.FromMilliseconds(200)),
        static sockets => sockets.Of("/").OnConnection(static socket => socket.On("a", static received =>
        {
            received.Ack();
            return default;
        })));
}
