using System.Net.Sockets;
using System.Text;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.EngineIO;

/// <summary>
/// The same rules for WebSockets that are opened without HTTP, and which are opened so. Kestrel's HTTP dates its answers; the direct opening does not.
/// </summary>
public class DirectWebSocketSpecs : WebSocketSpecs
{
    private const string ByHttp = "\r\nDate: ";
    private const string Target = "/socket.io/?EIO=4&transport=websocket";

    [Theory]
    [InlineData(Target)]
    [InlineData("/engine.io/?transport=websocket&EIO=4&t=abc&b64")]
    public async Task A_plain_opening_is_answered_without_HTTP(string target)
    {
        await using var server = await StartAsync();
        using var socket = await RawWebSocket.ConnectAsync(server.Port, target);
        Assert.StartsWith("HTTP/1.1 101", socket.Response, StringComparison.Ordinal);
        Assert.DoesNotContain(ByHttp, socket.Response, StringComparison.Ordinal);
        Assert.StartsWith("0{", await socket.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/socket.io/?EIO=4&transport=websocket&x=%20", "101")]
    [InlineData("/Socket.io/?EIO=4&transport=websocket", "404")]
    [InlineData("/socket.io/?EIO=4&transport=websocket&sid=", "101")]
    [InlineData("/socket.io/?eio=4&transport=websocket", "400")]
    [InlineData("/socket.io/?EIO=4&transport=polling", "400")]
    [InlineData("/socket.io/more?EIO=4&transport=websocket", "101")]
    [InlineData("/socket.io/?EIO=4&EIO=4&transport=websocket", "101")]
    [InlineData("/socket.io/?EIO=4&transport=websocket&transport=polling", "400")]
    [InlineData("/socket.io/?EIO=4&transport=polling&transport=websocket", "400")]
    [InlineData("/socket.io/?EIO=4&transport=websocket&sid=abc", "400")]
    [InlineData("/socket.io/?transport=websocket", "400")]
    [InlineData("/other/?EIO=4&transport=websocket", "404")]
    public async Task What_is_not_plain_is_answered_by_HTTP(string target, string status)
    {
        await using var server = await StartAsync();
        using var socket = await RawWebSocket.ConnectAsync(server.Port, target);
        Assert.StartsWith("HTTP/1.1 " + status, socket.Response, StringComparison.Ordinal);
        Assert.Contains(ByHttp, socket.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_comes_in_pieces_is_answered_by_HTTP()
    {
        await using var server = await StartAsync();
        using var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("127.0.0.1", server.Port);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET / HT"));
        await server.OpenPollingAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 404", await new StreamReader(stream).ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_not_admitted_goes_through_the_middlewares()
    {
        await using var server = await RunningServer.StartAsync(admits: static opening => opening.Header("X-Who") != "stranger");
        using var friend = await RawWebSocket.ConnectAsync(server.Port, Target, "X-Who: friend\r\n");
        using var stranger = await RawWebSocket.ConnectAsync(server.Port, Target, "X-Who: stranger\r\n");
        Assert.DoesNotContain(ByHttp, friend.Response, StringComparison.Ordinal);
        Assert.Contains(ByHttp, stranger.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HTTP_answers_if_a_callback_needs_the_request()
    {
        await using var server = await StartAsync(static options => options.OnHeaders = static http => http.Response.Headers["X-Seen"] = "yes");
        using var socket = await RawWebSocket.ConnectAsync(server.Port, Target);
        Assert.Contains("X-Seen: yes", socket.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_knows_the_headers_the_query_and_the_address_of_its_opening()
    {
        var joined = new TaskCompletionSource<Handshake>();
        await using var server = await RunningServer.StartAsync(
            configure: sockets => sockets.Of("/").OnConnection(socket => joined.SetResult(socket.Handshake)),
            admits: static opening =>
            {
                opening.RemoteAddress = System.Net.IPAddress.Parse("192.0.2.1");
                return opening.Headers.Origin == "https://chat.example";
            });
        using var socket = await RawWebSocket.ConnectAsync(server.Port, Target + "&room=a&room=b", "Origin: https://chat.example\r\nX-Many: 1\r\nx-many: 2\r\n");
        await socket.TextAsync();
        await socket.SendAsync("40");
        Assert.StartsWith("40", await socket.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(ByHttp, socket.Response, StringComparison.Ordinal);
        var seen = await joined.Task.WaitAsync(RunningServer.Patience);
        Assert.Equal("1,2", seen.Header("X-Many").ToString());
        Assert.Equal("1,2", seen.Headers["X-Many"].ToString());
        Assert.Equal("", seen.Header("X-None").ToString());
        Assert.Equal("websocket", seen.Query["transport"]);
        Assert.Equal("a,b", seen.Query["room"].ToString());
        Assert.Equal("192.0.2.1", seen.RemoteAddress?.ToString());
    }

    [Fact]
    public async Task A_connection_without_a_request_is_closed()
    {
        await using var server = await RunningServer.StartAsync(admits: static _ => true, kestrel: static kestrel =>
            (kestrel.Limits.RequestHeadersTimeout, kestrel.Limits.KeepAliveTimeout) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50)));
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.Port);
        var ended = tcp.GetStream().ReadAsync(new byte[1]).AsTask();
        await ((Task)ended.WaitAsync(RunningServer.Patience)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.True(ended.IsFaulted || await ended == 0);
    }

    [Fact]
    public async Task A_connection_without_a_request_does_not_delay_the_stop()
    {
        var server = await StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.Port);
        await server.OpenPollingAsync();
        // The host waits twice as long before it cuts the rest.
        await server.DisposeAsync().AsTask().WaitAsync(RunningServer.Patience);
        Assert.Equal(0, await tcp.GetStream().ReadAsync(new byte[1]));
    }

    private protected override Task<RunningServer> StartAsync(Action<SocketIOOptions>? options = null) =>
        RunningServer.StartAsync(options, admits: static _ => true);
}
