using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.Sockets;

public class ConnectSpecs
{
    private const string Path = "/socket.io/";

    [Fact]
    public async Task The_reply_is_the_sid_alone_unrelated_to_the_session_and_comes_before_anything_else()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/").OnConnection(static socket => socket.Emit("hello")));
        var session = await server.OpenPollingAsync(Path);
        using var posted = await server.PostAsync(session, "40", Path);

        var packets = (await server.PollAsync(session, Path)).Split('\u001e');

        Assert.Matches("^40\\{\"sid\":\"[\\w-]{20}\"\\}$", packets[0]);
        Assert.Equal("42[\"hello\"]", packets[1]);
        Assert.DoesNotContain(session, packets[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_middleware_sees_the_auth_data_and_refuses_with_data_and_the_next_one_does_not_run()
    {
        var ran = false;
        await using var server = await RunningServer.StartAsync(configure: sockets => sockets.Of("/a")
            .Use(static (socket, _) => ValueTask.FromResult(socket.Handshake.GetAuth<Auth>()?.Token == "t" ? null : new ConnectError("no", new { content = "retry" })))
            .Use((_, _) =>
            {
                ran = true;
                return ValueTask.FromResult<ConnectError?>(null);
            }));
        using var socket = await server.WebSocketAsync(Path);

        await socket.SendAsync("40/a,{\"token\":\"x\"}");
        Assert.Equal("44/a,{\"message\":\"no\",\"data\":{\"content\":\"retry\"}}", await socket.TextAsync());
        Assert.False(ran);

        await socket.SendAsync("40/a,{\"token\":\"t\"}");
        Assert.StartsWith("40/a,{\"sid\":", await socket.TextAsync(), StringComparison.Ordinal);
        Assert.True(ran);
    }

    [Fact]
    public async Task A_handler_set_by_a_middleware_hears_of_a_client_that_left_before_it_was_connected()
    {
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var connected = false;
        await using var server = await RunningServer.StartAsync(configure: sockets => sockets.Of("/")
            .Use((socket, _) =>
            {
                socket.Handler = new EndOnly(ended);
                socket.Disconnect(closeConnection: true);
                return ValueTask.FromResult<ConnectError?>(null);
            })
            .OnConnection(_ => connected = true));
        using var client = await server.WebSocketAsync(Path);
        await client.SendAsync("40");
        Assert.Equal(DisconnectReasons.ForcedServerClose, await ended.Task.WaitAsync(RunningServer.Patience));
        Assert.False(connected);
    }

    [Fact]
    public async Task Events_right_behind_a_CONNECT_wait_until_the_reply_is_sent()
    {
        var decided = new TaskCompletionSource();
        await using var server = await RunningServer.StartAsync(configure: sockets => sockets.Of("/")
            .Use(async (_, _) =>
            {
                await decided.Task;
                return null;
            })
            .OnConnection(static socket => socket.On("e", static e =>
            {
                e.Ack(e.GetArgument<int>(0));
                return default;
            })));
        var session = await server.OpenPollingAsync(Path);
        var posting = server.PostAsync(session, "40\u001e421[\"e\",7]\u001e422[\"e\",8]", Path);
        Assert.False(posting.IsCompleted);
        decided.SetResult();
        using var posted = await posting;

        var packets = (await server.PollAsync(session, Path)).Split('\u001e');

        Assert.StartsWith("40{", packets[0], StringComparison.Ordinal);
        Assert.Equal(["431[7]", "432[8]"], packets[1..]);
    }

    [Fact]
    public async Task An_unknown_namespace_is_refused_and_a_pattern_makes_one_on_demand()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets =>
            sockets.Of(static name => name.StartsWith("/tenant-", StringComparison.Ordinal)).OnConnection(static socket => socket.Namespace.Emit("in", socket.Namespace.Name)));
        using var socket = await server.WebSocketAsync(Path);

        await socket.SendAsync("40/random");
        Assert.Equal("44/random,{\"message\":\"Invalid namespace\"}", await socket.TextAsync());
        await socket.SendAsync("40/tenant-1,");
        Assert.StartsWith("40/tenant-1,{\"sid\":", await socket.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("42/tenant-1,[\"in\",\"/tenant-1\"]", await socket.TextAsync());
    }

    [Fact]
    public async Task Past_their_bound_further_namespaces_on_demand_are_refused_and_existing_ones_can_be_joined()
    {
        await using var server = await RunningServer.StartAsync(static options => options.MaxNamespacesOnDemand = 1, static sockets => sockets.Of(static _ => true));
        using var first = await server.WebSocketAsync(Path);
        using var second = await server.WebSocketAsync(Path);

        await first.SendAsync("40/a,");
        Assert.StartsWith("40/a,{\"sid\":", await first.TextAsync(), StringComparison.Ordinal);
        await second.SendAsync("40/b,");
        Assert.Equal("44/b,{\"message\":\"Invalid namespace\"}", await second.TextAsync());
        await second.SendAsync("40/a,");
        Assert.StartsWith("40/a,{\"sid\":", await second.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42[\"early\"]")]
    [InlineData("41")]
    [InlineData("430[]")]
    [InlineData("42/other,[\"a\"]")]
    [InlineData("4abc")]
    [InlineData("44{\"message\":\"x\"}")]
    [InlineData("42")]
    public async Task A_packet_for_a_namespace_not_joined_or_no_packet_closes_the_connection(string packet)
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = await server.WebSocketAsync(Path);
        await socket.SendAsync(packet);
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task A_second_CONNECT_closes_and_one_after_leaving_does_not()
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = await server.JoinAsync();
        await socket.SendAsync("41");
        await socket.SendAsync("40");
        Assert.StartsWith("40{", await socket.TextAsync(), StringComparison.Ordinal);
        await socket.SendAsync("40");
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task No_namespace_joined_in_time_closes_and_a_refusal_does_not_count_as_joined()
    {
        await using var server = await RunningServer.StartAsync(static options => options.ConnectTimeout = TimeSpan.FromMilliseconds(150));
        using var silent = await server.WebSocketAsync(Path);
        using var refused = await server.WebSocketAsync(Path);
        using var joined = await server.JoinAsync();
        await refused.SendAsync("40/none");
        Assert.StartsWith("44", await refused.TextAsync(), StringComparison.Ordinal);

        Assert.Equal(0, await silent.CloseStatusAsync());
        Assert.Equal(0, await refused.CloseStatusAsync());

        await joined.SendAsync("41");
        await joined.SendAsync("40");
        Assert.StartsWith("40{", await joined.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_namespace_too_many_closes()
    {
        await using var server = await RunningServer.StartAsync(static options => options.MaxNamespacesPerConnection = 2, static sockets => sockets.Of(static _ => true));
        using var socket = await server.JoinAsync();
        await socket.SendAsync("40/a,");
        Assert.StartsWith("40/a,", await socket.TextAsync(), StringComparison.Ordinal);
        await socket.SendAsync("40/b,");
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task A_malformed_packet_by_polling_ends_the_next_poll_with_noop_and_close_after_what_came_before()
    {
        await using var server = await RunningServer.StartAsync(configure: static sockets => sockets.Of("/").OnConnection(static socket => socket.On("e", static e =>
        {
            e.Socket.Emit("back");
            return default;
        })));
        var session = await server.OpenPollingAsync(Path);
        using var posted = await server.PostAsync(session, "40\u001e42[\"e\"]\u001e42{}\u001e42[\"e\"]", Path);

        var packets = (await server.PollAsync(session, Path)).Split('\u001e');

        Assert.Equal(2, packets.Length);
        Assert.Equal("42[\"back\"]", packets[1]);
        Assert.Equal("6\u001e1", await server.PollAsync(session, Path));
    }

    private sealed record Auth(string Token);

    private sealed class EndOnly(TaskCompletionSource<string> ended) : ISocketHandler
    {
        public ValueTask OnEventAsync(in SocketEvent received) => default;

        public void OnDisconnected(string reason) => ended.SetResult(reason);
    }
}
