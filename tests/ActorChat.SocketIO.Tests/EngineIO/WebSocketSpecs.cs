using System.Text;
using ActorChat.SocketIO.Tests.Support;
using ActorChat.SocketIO.Tests.WebSockets;

namespace ActorChat.SocketIO.Tests.EngineIO;

public class WebSocketSpecs
{
    [Theory]
    [InlineData("4hello")]
    [InlineData("4")]
    [InlineData("4a\u001eb \u4e2d\ud83d\ude00")]
    public async Task Text_comes_back_as_it_was(string text)
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        await socket.SendAsync(text);
        Assert.Equal(text, await socket.TextAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_096)]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public async Task Binary_of_any_size_up_to_the_limit_comes_back(int size)
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        var data = new byte[size];
        Random.Shared.NextBytes(data);
        var sending = socket.SendAsync(data);
        Assert.Equal(data, await socket.BinaryAsync());
        await sending;
    }

    [Fact]
    public async Task One_byte_above_the_limit_closes_with_1009_and_no_reason_even_while_the_client_still_sends()
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        var sending = socket.SendAsync(new byte[1_000_001]);
        Assert.Equal(1009, await socket.CloseStatusAsync());
        await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task Fragments_that_exceed_the_limit_together_close_with_1009()
    {
        await using var server = await StartAsync(static options => options.MaxPayloadBytes = 1_000);
        using var socket = await server.WebSocketAsync();
        await socket.SendFrameAsync(0x01, new byte[600]);
        await socket.SendFrameAsync(0x80, new byte[600]);
        Assert.Equal(1009, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task A_message_in_fragments_with_a_ping_between_them_is_put_together()
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        await socket.SendFrameAsync(0x01, Encoding.UTF8.GetBytes("4h\u00e9")[..3]);
        await socket.SendFrameAsync(0x89, [9]);
        await socket.SendFrameAsync(0x00, Encoding.UTF8.GetBytes("4h\u00e9")[3..]);
        await socket.SendFrameAsync(0x80, "llo"u8.ToArray());

        var (first, payload) = await socket.FrameAsync();
        Assert.Equal((0x8a, (byte)9), (first, payload.Single()));
        Assert.Equal("4h\u00e9llo", await socket.TextAsync());
    }

    [Fact]
    public async Task Frames_cut_at_every_byte_or_many_in_one_piece_are_all_handled_in_order()
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        foreach (var single in FrameReaderSpecs.Masked(0x81, "4slow"u8))
        {
            await socket.SendBytesAsync([single]);
        }

        Assert.Equal("4slow", await socket.TextAsync());
        var many = Enumerable.Range(0, 500).SelectMany(static number => FrameReaderSpecs.Masked(0x81, Encoding.UTF8.GetBytes($"4{number}"))).ToArray();
        await socket.SendBytesAsync(many);
        for (var number = 0; number < 500; number++)
        {
            Assert.Equal($"4{number}", await socket.TextAsync());
        }
    }

    [Theory]
    [InlineData("8103414141", 1002)]
    [InlineData("c18000000000", 1002)]
    [InlineData("808000000000", 1002)]
    [InlineData("8182000000003480", 1007)]
    public async Task A_broken_frame_closes_with_its_status(string hex, int status)
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        await socket.SendBytesAsync(Convert.FromHexString(hex));
        Assert.Equal(status, await socket.CloseStatusAsync());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("4close")]
    public async Task A_close_a_ping_or_an_invalid_packet_closes_at_once(string packet)
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        await socket.SendAsync(packet);
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task What_was_sent_before_a_graceful_close_is_delivered()
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        await socket.SendAsync("4a");
        await socket.SendAsync("4close");
        Assert.Equal("4a", await socket.TextAsync());
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task A_close_frame_is_answered_with_its_own_status()
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync();
        await socket.SendFrameAsync(0x88, [0x03, 0xe8]);
        Assert.Equal(1000, await socket.CloseStatusAsync());
    }

    [Theory]
    [InlineData("EIO=4&transport=none", "Transport unknown")]
    [InlineData("EIO=4&transport=websocket&sid=none", "Session ID unknown")]
    [InlineData("EIO=5&transport=websocket", "Unsupported protocol version")]
    public async Task A_bad_request_is_refused_before_the_upgrade_with_the_bare_message(string query, string message)
    {
        await using var server = await StartAsync(static options => options.Cors = new EngineCors { AnyOrigin = true });
        using var socket = await RawWebSocket.ConnectAsync(server.Port, "/engine.io/?" + query);
        Assert.StartsWith("HTTP/1.1 400", socket.Response, StringComparison.Ordinal);
        Assert.Contains("Connection: close", socket.Response, StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {message.Length}", socket.Response, StringComparison.Ordinal);
        Assert.Contains("Access-Control-Allow-Origin: *", socket.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_switch_to_WebSocket_is_answered_as_the_specification_computes_it()
    {
        await using var server = await StartAsync(static options => options.Cors = new EngineCors { AnyOrigin = true });
        using var socket = await server.WebSocketAsync();
        Assert.StartsWith("HTTP/1.1 101", socket.Response, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", socket.Response, StringComparison.Ordinal);
        Assert.Contains("Access-Control-Allow-Origin: *", socket.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_pong_closes_and_an_answered_ping_does_not()
    {
        await using var server = await StartAsync(static options =>
        {
            options.PingInterval = TimeSpan.FromMilliseconds(60);
            options.PingTimeout = TimeSpan.FromSeconds(2);
        });
        using var socket = await server.WebSocketAsync();
        for (var i = 0; i < 5; i++)
        {
            var (_, ping) = await socket.FrameAsync();
            Assert.Equal("2"u8.ToArray(), ping);
            await socket.SendAsync("3");
        }

        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task Two_hundred_connections_at_a_time_are_served()
    {
        await using var server = await StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => server.WebSocketAsync()));
        await Task.WhenAll(clients.Select(static async (client, number) =>
        {
            await client.SendAsync($"4{number}");
            Assert.Equal($"4{number}", await client.TextAsync());
        }));
        Array.ForEach(clients, static client => client.Dispose());
    }

    private protected virtual Task<RunningServer> StartAsync(Action<SocketIOOptions>? options = null) => RunningServer.StartAsync(options);
}
