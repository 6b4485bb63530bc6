using System.Text.Json;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.Recovery;

public class RecoverySpecs
{
    private const string Path = "/socket.io/";

    [Fact]
    public async Task A_lost_session_gets_what_it_missed_then_the_reply_with_its_old_ids_and_its_rooms_and_state_back()
    {
        var recovered = new TaskCompletionSource<Socket>();
        await using var server = await StartAsync(socket =>
        {
            if (socket.Recovered)
            {
                recovered.TrySetResult(socket);
            }
            else
            {
                socket.State ??= "state";
                socket.Join("r");
            }
        });
        var (sid, pid, offset) = await LoseAsync(server);
        var all = server.Sockets.Of("/");

        all.Emit("all");
        all.To("r").Emit("room", new byte[] { 7 });
        all.To("other").Emit("no");
        all.Except("r").Emit("no");
        all.To(sid).Emit("self");
        all.Volatile.Emit("no");

        using var again = await server.WebSocketAsync(Path);
        await again.SendAsync($"40{{\"pid\":\"{pid}\",\"offset\":\"{offset}\",\"token\":\"t\"}}");
        Assert.Matches("^42\\[\"all\",\"[\\w-]+\"\\]$", await again.TextAsync());
        Assert.Matches("^451-\\[\"room\",\\{\"_placeholder\":true,\"num\":0\\},\"[\\w-]+\"\\]$", await again.TextAsync());
        Assert.Equal([7], await again.BinaryAsync());
        Assert.Matches("^42\\[\"self\",\"[\\w-]+\"\\]$", await again.TextAsync());
        Assert.Equal($"40{{\"sid\":\"{sid}\",\"pid\":\"{pid}\"}}", await again.TextAsync());

        var socket = await recovered.Task.WaitAsync(RunningServer.Patience);
        Assert.Equal("state", socket.State);
        Assert.Equal(["r"], socket.Rooms);
        Assert.Equal("t", socket.Handshake.GetAuth<JsonElement>().GetProperty("token").GetString());
    }

    [Fact]
    public async Task A_session_is_restored_once_only()
    {
        await using var server = await StartAsync();
        var (sid, pid, offset) = await LoseAsync(server);
        using (var first = await ReconnectAsync(server, pid, offset))
        {
            Assert.Contains(sid, await first.TextAsync(), StringComparison.Ordinal);
            await first.SendAsync("41");
        }

        using var second = await ReconnectAsync(server, pid, offset);
        var reply = await second.TextAsync();
        Assert.DoesNotContain(pid, reply, StringComparison.Ordinal);
        Assert.DoesNotContain(sid, reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"pid\":\"unknown\",\"offset\":\"OFFSET\"}")]
    [InlineData("{\"pid\":\"PID\",\"offset\":\"unknown\"}")]
    [InlineData("{\"pid\":\"PID\"}")]
    [InlineData("{\"pid\":1,\"offset\":{\"a\":[]}}")]
    [InlineData("{\"pid\":\"PID\",\"offset\":null}")]
    public async Task Anything_unknown_is_an_ordinary_connection(string auth)
    {
        await using var server = await StartAsync();
        var (sid, pid, offset) = await LoseAsync(server);
        using var again = await server.WebSocketAsync(Path);
        await again.SendAsync("40" + auth.Replace("PID", pid, StringComparison.Ordinal).Replace("OFFSET", offset, StringComparison.Ordinal));
        var reply = await again.TextAsync();
        Assert.StartsWith("40{\"sid\":", reply, StringComparison.Ordinal);
        Assert.Contains("\"pid\":", reply, StringComparison.Ordinal);
        Assert.DoesNotContain(sid, reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("41")]
    [InlineData("42{}")]
    public async Task A_session_that_was_left_or_broke_the_protocol_is_not_kept(string last)
    {
        await using var server = await StartAsync();
        var (sid, pid, offset) = await LoseAsync(server, last);
        using var again = await ReconnectAsync(server, pid, offset);
        Assert.DoesNotContain(sid, await again.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Middlewares_run_for_a_restored_session_only_if_asked()
    {
        var runs = 0;
        await using var server = await RunningServer.StartAsync(
            static options => options.Recovery = new ConnectionStateRecovery(),
            sockets => sockets.Of("/").Use((_, _) =>
            {
                runs++;
                return ValueTask.FromResult<ConnectError?>(null);
            }).OnConnection(static socket => socket.Emit("hello")));
        var (sid, pid, offset) = await LoseAsync(server, greeted: true);
        using var again = await ReconnectAsync(server, pid, offset);
        Assert.Contains(sid, await again.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Events_that_ask_for_an_acknowledgement_carry_no_offset()
    {
        await using var server = await StartAsync(static socket => _ = socket.EmitWithAckAsync("ask"));
        using var socket = await server.JoinAsync();
        Assert.Equal("420[\"ask\"]", await socket.TextAsync());
    }

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(63L, "_")]
    [InlineData(64L, "10")]
    public void Offsets_count_in_an_alphabet_of_64(long number, string text)
    {
        Assert.Equal(text, OffsetText.Encode(number));
        Assert.True(OffsetText.TryDecode(text, out var read));
        Assert.Equal(number, read);
        Assert.False(OffsetText.TryDecode(text + "?", out _));
    }

    private static Task<RunningServer> StartAsync(Action<Socket>? onConnection = null) => RunningServer.StartAsync(
        static options => options.Recovery = new ConnectionStateRecovery(),
        sockets => sockets.Of("/").OnConnection(onConnection ?? (static _ => { })));

    /// <summary>A client that has joined, received one event, and lost its connection.</summary>
    private static async Task<(string Sid, string Pid, string Offset)> LoseAsync(RunningServer server, string? last = null, bool greeted = false)
    {
        using var socket = await server.WebSocketAsync(Path);
        await socket.SendAsync("40");
        using var reply = JsonDocument.Parse((await socket.TextAsync())[2..]);
        var sid = reply.RootElement.GetProperty("sid").GetString()!;
        var connected = server.Sockets.Of("/").Find(sid);
        if (!greeted)
        {
            server.Sockets.Of("/").Emit("first");
        }

        using var first = JsonDocument.Parse((await socket.TextAsync())[2..]);
        var ended = new TaskCompletionSource();
        connected!.OnDisconnect(_ => ended.SetResult());
        if (last is not null)
        {
            await socket.SendAsync(last);
        }
        else
        {
            socket.Dispose();
        }

        await ended.Task.WaitAsync(RunningServer.Patience);
        return (sid, reply.RootElement.GetProperty("pid").GetString()!, first.RootElement[1].GetString()!);
    }

    private static async Task<RawWebSocket> ReconnectAsync(RunningServer server, string pid, string offset)
    {
        var socket = await server.WebSocketAsync(Path);
        await socket.SendAsync($"40{{\"pid\":\"{pid}\",\"offset\":\"{offset}\"}}");
        return socket;
    }
}
