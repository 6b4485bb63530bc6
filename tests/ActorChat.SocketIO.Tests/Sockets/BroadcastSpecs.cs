using System.Text.Json;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.Sockets;

public class BroadcastSpecs
{
    [Fact]
    public async Task Rooms_exceptions_and_socket_ids_choose_who_gets_an_event_and_nobody_gets_it_twice()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/").OnConnection(static socket => socket.On("join", static e =>
        {
            e.Socket.Join(e.GetArgument<string>(0)!);
            e.Ack();
            return default;
        })));
        using var a = await server.JoinAsync();
        using var b = await server.JoinAsync();
        using var c = await server.JoinAsync();
        await EnterAsync(a, "x");
        await EnterAsync(a, "y");
        await EnterAsync(b, "y");
        var all = server.Sockets.Of("/");

        all.To("x", "y").Emit("1");
        all.To("y").Except("x").Emit("2");
        all.Except("y").Emit("3");
        all.To(c.Sid, a.Sid).Emit("4");
        all.Find(a.Sid)!.To("y").Emit("5");
        all.Find(a.Sid)!.Broadcast.Emit("6");
        all.To("nowhere").Emit("7");
        all.To("x").SocketsLeave("x");
        all.To("x").Emit("8");
        all.Emit("end");

        Assert.Equal("1,4,end", await ReadToEndAsync(a));
        Assert.Equal("1,2,5,6,end", await ReadToEndAsync(b));
        Assert.Equal("3,4,6,end", await ReadToEndAsync(c));
    }

    [Fact]
    public async Task Acknowledgements_of_a_broadcast_are_gathered_and_the_missing_counted()
    {
        await using var server = await RunningServer.StartAsync();
        using var a = await server.JoinAsync();
        using var b = await server.JoinAsync();
        var asking = server.Sockets.Of("/").Timeout(TimeSpan.FromMilliseconds(400)).EmitWithAckAsync("ask");
        Assert.Equal("420[\"ask\"]", await a.TextAsync());
        Assert.Equal("420[\"ask\"]", await b.TextAsync());
        await a.SendAsync("430[\"yes\"]");

        var answers = await asking;

        Assert.Equal("yes", Assert.Single(answers.Responses).Get<string>(0));
        Assert.Equal(1, answers.Missing);
    }

    [Fact]
    public async Task A_socket_that_left_gets_no_broadcast_and_its_rooms_are_forgotten()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/").OnConnection(static socket => socket.Join("r")));
        using var a = await server.JoinAsync();
        var socket = server.Sockets.Of("/").Find(a.Sid)!;
        Assert.Equal(["r"], socket.Rooms);

        socket.Disconnect();
        socket.Join("r");

        Assert.Equal("41", await a.TextAsync());
        Assert.False(socket.Connected);
        Assert.Empty(server.Sockets.Of("/").To("r").FetchSockets());
        Assert.False(socket.Emit("late"));
        Assert.Equal(0, server.Sockets.Of("/").Count);
    }

    [Fact]
    public async Task Disconnecting_with_the_connection_tells_each_namespace_and_closes()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/a"));
        using var a = await server.JoinAsync();
        await a.SendAsync("40/a,");
        Assert.StartsWith("40/a,", await a.TextAsync(), StringComparison.Ordinal);
        server.Sockets.Of("/").DisconnectSockets(closeConnection: true);
        Assert.Equal("41", await a.TextAsync());
        Assert.Equal("41/a,", await a.TextAsync());
        Assert.Equal(0, await a.CloseStatusAsync());
    }

    [Fact]
    public async Task A_volatile_event_is_dropped_whole_while_no_poll_waits_and_sent_while_one_does()
    {
        await using var server = await RunningServer.StartAsync();
        var session = await server.OpenPollingAsync("/socket.io/");
        using var posted = await server.PostAsync(session, "40", "/socket.io/");
        var sid = RunningServer.SidOf((await server.PollAsync(session, "/socket.io/"))[2..]);
        var socket = server.Sockets.Of("/").Find(sid)!;

        Assert.False(socket.Volatile.Emit("lost", new byte[] { 1 }));
        socket.Emit("kept");
        Assert.Equal("42[\"kept\"]", await server.PollAsync(session, "/socket.io/"));

        var pending = server.PollAsync(session, "/socket.io/");
        while (!socket.Volatile.Emit("sent", new byte[] { 1 }))
        {
            await Task.Yield();
        }

        Assert.Equal("451-[\"sent\",{\"_placeholder\":true,\"num\":0}]\u001ebAQ==", await pending);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_many_threads_send_to_a_reader_that_pauses_arrives_whole_and_in_the_order_of_each(bool direct)
    {
        const int Threads = 4;
        const int Each = 1_000;
        await using var server = await RunningServer.StartAsync(static options => options.MaxUnsentBytes = 1 << 30, admits: direct ? static _ => true : null);
        using var a = await server.JoinAsync();
        var socket = server.Sockets.Of("/").Find(a.Sid)!;
        var text = new string('x', 5_000);

        // More than the pipe and the system's buffers hold, so that sending continues after the reader has begun.
        var sending = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                socket.Emit("numbered", thread, number, text);
            }
        })));
        await sending.WaitAsync(RunningServer.Patience);
        var next = new int[Threads];
        for (var i = 0; i < Threads * Each; i++)
        {
            using var packet = JsonDocument.Parse((await a.TextAsync())[2..]);
            var (thread, number) = (packet.RootElement[1].GetInt32(), packet.RootElement[2].GetInt32());
            Assert.Equal(next[thread]++, number);
            Assert.Equal(text, packet.RootElement[3].GetString());
        }
    }

    [Fact]
    public async Task A_reader_too_slow_is_closed_with_a_reason_of_its_own()
    {
        var reason = new TaskCompletionSource<string>();
        await using var server = await RunningServer.StartAsync(
            static options => options.MaxUnsentBytes = 300_000,
            sockets => sockets.Of("/").OnConnection(socket => socket.OnDisconnect(reason.SetResult)));
        using var a = await server.JoinAsync();
        var socket = server.Sockets.Of("/").Find(a.Sid)!;
        var e = EncodedEvent.Create("big"u8, [.. "\""u8, .. Enumerable.Repeat((byte)'x', 50_000), .. "\""u8]);

        // Nobody reads: first the system's buffers fill, then the server's.
        while (socket.Send(e))
        {
            await Task.Yield();
        }

        Assert.Equal(DisconnectReasons.SlowConsumer, await reason.Task.WaitAsync(RunningServer.Patience));
        Assert.Equal((4000, "slow_consumer"), await a.CloseReasonAsync());
    }

    [Theory]
    [InlineData("request_timeout", "request_timeout")]
    [InlineData("", "")]
    [InlineData("ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé", "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé")]
    public async Task A_client_by_WebSocket_gets_as_much_of_a_handlers_reason_as_fits(string given, string told)
    {
        await using var server = await RunningServer.StartAsync();
        using var a = await server.JoinAsync();
        server.Sockets.Of("/").Find(a.Sid)!.Close(given);
        Assert.Equal((4000, told), await a.CloseReasonAsync());
    }

    [Fact]
    public async Task Closing_the_server_ends_all_with_its_reason_and_refuses_new_ones()
    {
        var reason = new TaskCompletionSource<string>();
        await using var server = await RunningServer.StartAsync(configure: sockets => sockets.Of("/").OnConnection(socket => socket.OnDisconnect(reason.SetResult)));
        using var a = await server.JoinAsync();
        var closing = server.Sockets.CloseAsync();
        Assert.Equal(0, await a.CloseStatusAsync());
        await closing;
        Assert.Equal(DisconnectReasons.ServerShuttingDown, await reason.Task);
        Assert.Equal(0, server.Sockets.ConnectionCount);
    }

    private static async Task EnterAsync(RawWebSocket client, string room)
    {
        await client.SendAsync($"421[\"join\",\"{room}\"]");
        Assert.Equal("431[]", await client.TextAsync());
    }

    private static async Task<string> ReadToEndAsync(RawWebSocket client)
    {
        var names = new List<string>();
        do
        {
            names.Add((await client.TextAsync())[4..^2]);
        }
        while (names[^1] != "end");
        return string.Join(',', names);
    }
}
