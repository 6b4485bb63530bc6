using System.Text;
using ActorChat.SocketIO.Tests.Support;
using ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

namespace ActorChat.SocketIO.Tests.Sockets;

/// <summary>
/// What a stranger can make the server send or hold, compared with the bytes the stranger sends: never more than twice as many, plus a fixed allowance for
/// each connection.
/// </summary>
public class AmplificationSpecs
{
    private const int Factor = 2;

    /// <summary>For a session: the handshake packet, a few refusals, the close.</summary>
    private const int Allowance = 2_048;

    private const int Repeats = 2_000;
    private const string Path = "/socket.io/";

    /// <summary>A packet of every kind, right and wrong, as short as possible or with the longest answer.</summary>
    public static TheoryData<string> Packets => new(
        "0", "1", "2", "2probe", "3", "3probe", "4", "5", "6", "7", "b", "bAA==", "",
        "40", "40{}", "40{\"token\":\"x\"}", "40/a", "40/a,", "40/a,{}", "40/" + new string('n', 255), "40/" + new string('"', 255), "40/" + new string('\u20ac', 85),
        "40/" + new string('<', 255), "40/" + new string('\\', 255), "40[]", "40{",
        "41", "41/a", "42[\"a\"]", "420[\"a\"]", "42/a,1[\"a\"]", "42", "42[", "430[]", "43/a,0[]", "44", "44{\"message\":\"a\"}", "451-[\"a\",{\"_placeholder\":true,\"num\":0}]", "461-0[]", "47",
        "42[\"a\"," + new string('[', 500) + new string(']', 500) + "]", "42" + new string('9', 30) + "[\"a\"]");

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task By_polling(string packet)
    {
        await using var server = await StartAsync();
        var body = Encoding.UTF8.GetBytes(string.Join('\u001e', Enumerable.Repeat(packet, Repeats)));
        var held = 0L;
        var answered = 0L;
        foreach (var query in new[] { "", "&j=0" })
        {
            var sid = await server.OpenPollingAsync(Path);
            var uri = new Uri($"{Path}?EIO=4&transport=polling&sid={sid}{query}", UriKind.Relative);
            var connection = server.Sockets.Engine.Connections.First(one => one.Id == sid);
            using var content = query.Length == 0 ? new ByteArrayContent(body) : (HttpContent)new FormUrlEncodedContent([new("d", Encoding.UTF8.GetString(body))]);
            using var posted = await server.Http.PostAsync(uri, content);
            answered = (await posted.Content.ReadAsByteArrayAsync()).Length;
            held = connection.Transport.UnsentBytes;
            Check(body.Length, held, "held");

            if (held > 0)
            {
                using var polled = await server.Http.GetAsync(uri);
                answered += (await polled.Content.ReadAsByteArrayAsync()).Length;
            }

            Check(body.Length, answered, "answered");
        }

        Assert.Empty(server.Complaints.Lines);
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task By_WebSocket(string packet)
    {
        await using var server = await StartAsync();
        await CheckAsync(server, await server.WebSocketAsync(Path), Frames.Of(Frames.Text, packet));
        await CheckAsync(server, await server.WebSocketAsync(Path), Frames.Of(Frames.Binary, Encoding.UTF8.GetBytes(packet)));
        Assert.Empty(server.Complaints.Lines);
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task By_a_WebSocket_that_probes(string packet)
    {
        await using var server = await StartAsync();
        var sid = await server.OpenPollingAsync(Path);
        await CheckAsync(server, await server.WebSocketAsync(Path, sid), Frames.Of(Frames.Text, packet));
        Assert.Empty(server.Complaints.Lines);
    }

    /// <summary>Frames below Socket.IO.</summary>
    public static TheoryData<string> OtherFrames => new(
        Convert.ToHexString(Frames.Of(Frames.Ping, "")),
        Convert.ToHexString(Frames.Of(Frames.Ping, new byte[125])),
        Convert.ToHexString(Frames.Of(Frames.Pong, "")),
        Convert.ToHexString(Frames.Part(Frames.Text, "")),
        Convert.ToHexString([.. Frames.Part(Frames.Text, ""), .. Frames.Part(Frames.Continuation, "")]),
        Convert.ToHexString(Frames.CloseWith(1000)),
        Convert.ToHexString(Frames.CloseWith(1005)),
        Convert.ToHexString(Frames.Of(Frames.Text, [0xff])),
        Convert.ToHexString(Frames.Of(Frames.Text, [], announced: 1_000_001)),
        "00", "FF");

    [Theory]
    [MemberData(nameof(OtherFrames))]
    public async Task By_frames(string hex)
    {
        await using var server = await StartAsync();
        await CheckAsync(server, await server.WebSocketAsync(Path), Convert.FromHexString(hex));
        Assert.Empty(server.Complaints.Lines);
    }

    [Fact]
    public async Task Pings_of_a_client_that_does_not_read_are_held_up_to_the_bound_and_then_not_answered()
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync(Path);
        var connection = Assert.Single(server.Sockets.Engine.Connections);
        var pings = Enumerable.Repeat(Frames.Of(Frames.Ping, new byte[125]), 500).SelectMany(static frame => frame).ToArray();
        var most = 0;
        for (var round = 0; round < 200; round++)
        {
            await socket.SendBytesAsync(pings);
            most = Math.Max(most, connection.Transport.UnsentBytes);
        }

        // What waits, what one write carries, and the answer to a ping.
        Assert.InRange(most, 0, (2 * server.Sockets.Options.MaxUnsentBytesBeforeJoin) + 256);
    }

    private static async Task CheckAsync(RunningServer server, RawWebSocket socket, byte[] frames)
    {
        using var open = socket;
        var sent = 0;
        var answered = socket.CountToEndAsync();
        try
        {
            for (var repeat = 0; repeat < Repeats && !answered.IsCompleted; repeat++)
            {
                await socket.SendBytesAsync(frames);
                sent += frames.Length;
            }

            await socket.SendFrameAsync(Frames.Close, []);
        }
        catch (IOException)
        {
            // The server has closed it.
        }

        Check(sent, await answered, "answered");
        Assert.True(server.Sockets.Engine.Connections.All(static connection => connection.Transport.UnsentBytes <= Allowance));
    }

    private static void Check(long sent, long came, string how) =>
        Assert.True(came <= (Factor * sent) + Allowance, $"{came} bytes were {how} for {sent}");

    /// <summary>A server like the chat's: one namespace, with a middleware that refuses strangers with a code.</summary>
    private static Task<RunningServer> StartAsync() => RunningServer.StartAsync(
        static options => options.CloseTimeout = TimeSpan.FromSeconds(1),
        static sockets => sockets.Of("/").Use(static (_, _) => ValueTask.FromResult<ConnectError?>(new ConnectError("unauthorized", new { code = "missing_credentials" }))),
        admits: static _ => true);
}
