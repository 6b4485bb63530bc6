using System.Buffers;
using System.Text;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.EngineIO;

public class Engine3Specs
{
    [Fact]
    public void A_text_payload_counts_in_UTF_16_units()
    {
        Assert.Equal("6:4hello2:4\u20ac3:4\ud83d\ude0010:b4AQIDBA==", Encoding.UTF8.GetString(Encode(allowBinary: false, "4hello", "4\u20ac", "4\ud83d\ude00", (byte[])[4, 1, 2, 3, 4])));

        ReadOnlyMemory<byte> payload = Encoding.UTF8.GetBytes("6:4hello2:4\u20ac3:4\ud83d\ude00");
        var packets = new List<string>();
        while (!payload.IsEmpty)
        {
            Assert.True(Engine3Payload.TryNextText(ref payload, out var packet));
            packets.Add(Encoding.UTF8.GetString(packet.Span));
        }

        Assert.Equal(["4hello", "4\u20ac", "4\ud83d\ude00"], packets);
    }

    [Fact]
    public void A_payload_with_binary_has_the_bytes_of_the_specification()
    {
        var bytes = Encode(allowBinary: true, "4\u20ac", (byte[])[4, 1, 2, 3, 4]);
        Assert.Equal("0004FF34E282AC" + "0105FF0401020304", Convert.ToHexString(bytes));

        ReadOnlyMemory<byte> payload = bytes;
        Assert.True(Engine3Payload.TryNextBinary(ref payload, out var text, out var isBinary));
        Assert.Equal(("4\u20ac", false), (Encoding.UTF8.GetString(text.Span), isBinary));
        Assert.True(Engine3Payload.TryNextBinary(ref payload, out var data, out isBinary));
        Assert.Equal(("0401020304", true), (Convert.ToHexString(data.Span), isBinary));
        Assert.True(payload.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData(":4a")]
    [InlineData("3:4a")]
    [InlineData("-1:4a")]
    [InlineData("99999999999:4a")]
    [InlineData("2:\ud83d\ude00\ud83d\ude00")]
    [InlineData("1:\ud83d\ude00")]
    public void A_broken_length_is_refused(string text)
    {
        ReadOnlyMemory<byte> payload = Encoding.UTF8.GetBytes(text);
        var read = Engine3Payload.TryNextText(ref payload, out _) && !payload.IsEmpty && Engine3Payload.TryNextText(ref payload, out _);
        Assert.False(read);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(12)];
            random.NextBytes(bytes);
            ReadOnlyMemory<byte> payload = bytes;
            var left = bytes.Length;
            while (!payload.IsEmpty && (Engine3Payload.TryNextBinary(ref payload, out _, out _) || Engine3Payload.TryNextText(ref payload, out _)))
            {
                Assert.True(payload.Length < left, $"seed {seed}, round {round}");
                left = payload.Length;
            }
        }
    }

    [Fact]
    public async Task The_server_joins_the_root_by_itself_answers_pings_and_takes_auth_from_the_namespaces_query()
    {
        await using var server = await RunningServer.StartAsync(static options => options.AllowEngineIO3 = true, static sockets =>
        {
            sockets.Of("/").OnConnection(static socket => socket.Emit("hello"));
            sockets.Of("/custom").OnConnection(static socket => socket.Emit("auth", socket.Id.StartsWith("/custom#", StringComparison.Ordinal), new EncodedArguments(socket.Handshake.Auth).Get<Dictionary<string, string>>(0)));
            sockets.Of("/no").Use(static (_, _) => ValueTask.FromResult<ConnectError?>(new ConnectError("not you")));
        });
        using var socket = await RawWebSocket.ConnectAsync(server.Port, "/socket.io/?transport=websocket");
        Assert.StartsWith("0{", await socket.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("40", await socket.TextAsync());
        Assert.Equal("42[\"hello\"]", await socket.TextAsync());
        await socket.SendAsync("2");
        Assert.Equal("3", await socket.TextAsync());
        await socket.SendAsync("40/custom?token=abc,");
        Assert.Equal("40/custom,", await socket.TextAsync());
        Assert.Equal("42/custom,[\"auth\",true,{\"token\":\"abc\"}]", await socket.TextAsync());
        await socket.SendAsync("40/no,");
        Assert.Equal("44/no,\"not you\"", await socket.TextAsync());
        await socket.SendAsync("40/random,");
        Assert.Equal("44/random,{\"message\":\"Invalid namespace\"}", await socket.TextAsync());
    }

    [Fact]
    public async Task JSONP_wraps_answers_in_a_call_and_reads_bodies_from_a_form()
    {
        await using var server = await RunningServer.StartAsync();
        var opened = await server.Http.GetStringAsync(new Uri("/engine.io/?EIO=4&transport=polling&j=7", UriKind.Relative));
        Assert.StartsWith("___eio[7](\"0{", opened, StringComparison.Ordinal);
        Assert.EndsWith("\");", opened, StringComparison.Ordinal);
        var json = System.Text.Json.JsonSerializer.Deserialize<string>(opened["___eio[7](".Length..^2])!;
        var sid = RunningServer.SidOf(json[1..]);
        using var form = new FormUrlEncodedContent([new("d", "4a\\nb")]);
        using var posted = await server.Http.PostAsync(new Uri($"/engine.io/?EIO=4&transport=polling&j=7&sid={sid}", UriKind.Relative), form);
        Assert.Equal("4a\nb", await server.PollAsync(sid));
    }

    private static byte[] Encode(bool allowBinary, params object[] packets)
    {
        var outbox = default(Outbox);
        foreach (var packet in packets)
        {
            if (packet is string text)
            {
                outbox.AppendFrame(FrameHeader.Text, [], Encoding.UTF8.GetBytes(text));
            }
            else
            {
                outbox.AppendFrame(FrameHeader.Binary, [], (byte[])packet);
            }
        }

        var output = new ArrayBufferWriter<byte>();
        Engine3Payload.Encode(outbox.Frames, allowBinary, output);
        return output.WrittenSpan.ToArray();
    }
}
