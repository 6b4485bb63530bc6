using System.Globalization;
using System.Net;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.EngineIO;

public class UpgradeSpecs
{
    private const string Path = "/engine.io/";

    [Fact]
    public async Task A_probe_is_answered_and_ends_the_pending_poll_and_later_ones_with_a_noop()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        using var socket = await server.WebSocketAsync(Path, sid);
        var pending = server.PollAsync(sid);

        await socket.SendAsync("2probe");

        Assert.Equal("3probe", await socket.TextAsync());
        Assert.Equal("6", await pending);
        Assert.Equal("6", await server.PollAsync(sid));
    }

    [Fact]
    public async Task What_waits_at_the_switch_comes_by_WebSocket_and_polling_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        using var socket = await server.WebSocketAsync(Path, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.TextAsync());
        using var posted = await server.PostAsync(sid, "4a\u001ebAQID\u001e4b");

        await socket.SendAsync("5");

        Assert.Equal("4a", await socket.TextAsync());
        Assert.Equal([1, 2, 3], await socket.BinaryAsync());
        Assert.Equal("4b", await socket.TextAsync());
        using var poll = await server.GetAsync(sid);
        using var post = await server.PostAsync(sid, "4c");
        Assert.Equal("{\"code\":3,\"message\":\"Bad request\"}", await poll.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, post.StatusCode);
        await socket.SendAsync("4d");
        Assert.Equal("4d", await socket.TextAsync());
    }

    [Theory]
    [InlineData("4hello")]
    [InlineData("2")]
    [InlineData("5")]
    [InlineData("1")]
    public async Task Anything_but_a_probe_closes_the_probing_socket_and_polling_lives_on(string first)
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        using var socket = await server.WebSocketAsync(Path, sid);

        await socket.SendAsync(first);

        Assert.Equal(0, await socket.CloseStatusAsync());
        using var posted = await server.PostAsync(sid, "4alive");
        Assert.Equal("4alive", await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_second_WebSocket_is_closed_while_one_probes_and_after_the_upgrade_and_the_first_is_untouched()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        using var first = await server.WebSocketAsync(Path, sid);
        await first.SendAsync("2probe");
        Assert.Equal("3probe", await first.TextAsync());
        using var second = await server.WebSocketAsync(Path, sid);
        Assert.Equal(0, await second.CloseStatusAsync());

        await first.SendAsync("5");
        await first.SendAsync("4a");
        Assert.Equal("4a", await first.TextAsync());
        using var third = await server.WebSocketAsync(Path, sid);
        Assert.Equal(0, await third.CloseStatusAsync());

        await first.SendAsync("4b");
        Assert.Equal("4b", await first.TextAsync());
    }

    [Fact]
    public async Task An_upgrade_not_finished_in_time_closes_the_probing_socket_only()
    {
        await using var server = await RunningServer.StartAsync(static options => options.UpgradeTimeout = TimeSpan.FromMilliseconds(100));
        var sid = await server.OpenPollingAsync();
        using var socket = await server.WebSocketAsync(Path, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.TextAsync());

        Assert.Equal(0, await socket.CloseStatusAsync());

        using var posted = await server.PostAsync(sid, "4alive");
        Assert.Equal("4alive", await server.PollAsync(sid));
        using var again = await server.WebSocketAsync(Path, sid);
        await again.SendAsync("2probe");
        Assert.Equal("3probe", await again.TextAsync());
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(300_000, "4hello")]
    [InlineData(300_000, "2probe")]
    public async Task A_probing_socket_that_the_server_closes_cannot_be_switched_to_and_takes_nothing_with_it(int upgradeTimeout, string? mistake)
    {
        await using var server = await RunningServer.StartAsync(options => options.UpgradeTimeout = TimeSpan.FromMilliseconds(upgradeTimeout));
        var sid = await server.OpenPollingAsync();
        using var socket = await server.WebSocketAsync(Path, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.TextAsync());
        if (mistake is not null)
        {
            await socket.SendAsync(mistake);
        }

        Assert.Equal(0x88, (await socket.FrameAsync()).First);
        using var posted = await server.PostAsync(sid, "4waiting");
        await socket.SendAsync("5");
        await socket.SendFrameAsync(0x88, []);
        await socket.EndAsync();

        Assert.Equal("4waiting", await server.PollAsync(sid));
        using var again = await server.WebSocketAsync(Path, sid);
        await again.SendAsync("2probe");
        Assert.Equal("3probe", await again.TextAsync());
    }

    [Fact]
    public async Task A_session_that_closes_in_mid_upgrade_closes_the_probing_socket_too()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        using var socket = await server.WebSocketAsync(Path, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.TextAsync());

        using var posted = await server.PostAsync(sid, "1");

        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task With_upgrades_off_none_is_offered_and_none_accepted()
    {
        await using var server = await RunningServer.StartAsync(static options => options.AllowUpgrades = false);
        var body = await server.Http.GetStringAsync(new Uri("/engine.io/?EIO=4&transport=polling", UriKind.Relative));
        Assert.Contains("\"upgrades\":[]", body, StringComparison.Ordinal);
        using var socket = await server.WebSocketAsync(Path, RunningServer.SidOf(body[1..]));
        Assert.Equal(0, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task Five_hundred_upgrades_at_once_lose_and_reorder_nothing_in_either_direction()
    {
        const int Clients = 500;
        const int Before = 20;
        const int After = 20;
        var received = new int[Clients];
        await using var server = await RunningServer.StartAsync(
            static options => options.UpgradeTimeout = TimeSpan.FromMinutes(1),
            sockets => sockets.Of("/").OnConnection(socket => Flood(socket, received, Before + After)));

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => UpgradeUnderLoadAsync(server, number, Before, After)));

        Assert.All(received, static count => Assert.Equal(Before + After, count));
    }

    /// <summary>Answers each numbered event with its own next number, and counts those out of order.</summary>
    private static void Flood(Socket socket, int[] received, int total)
    {
        socket.On("n", e =>
        {
            var client = e.GetArgument<int>(0);
            var number = e.GetArgument<int>(1);
            if (received[client] == number)
            {
                received[client]++;
            }

            // From another thread, like an actor; in order, because one handler runs at a time.
            return new ValueTask(Task.Run(() =>
            {
                socket.Emit("back", number, "a");
                socket.Emit("back", number, "b");
                return total;
            }));
        });
    }

    private static async Task UpgradeUnderLoadAsync(RunningServer server, int client, int before, int after)
    {
        const string SocketPath = "/socket.io/";
        var sid = await server.OpenPollingAsync(SocketPath);
        using (await server.PostAsync(sid, "40", SocketPath))
        {
        }

        var expected = Enumerable.Range(0, before + after).SelectMany(static number => new[] { $"42[\"back\",{number},\"a\"]", $"42[\"back\",{number},\"b\"]" }).ToArray();
        var packets = new List<string>();
        var paused = false;
        var polling = Task.Run(async () =>
        {
            while (!Volatile.Read(ref paused))
            {
                packets.AddRange((await server.PollAsync(sid, SocketPath)).Split('\u001e'));
            }
        });

        var posting = Task.Run(async () =>
        {
            for (var number = 0; number < before; number++)
            {
                using (await server.PostAsync(sid, Numbered(client, number), SocketPath))
                {
                }
            }
        });

        using var socket = await server.WebSocketAsync(SocketPath, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.TextAsync());
        await posting;
        Volatile.Write(ref paused, true);
        await polling;
        await socket.SendAsync("5");
        for (var number = before; number < before + after; number++)
        {
            await socket.SendAsync(Numbered(client, number));
        }

        while (packets.Count(static packet => packet.StartsWith("42", StringComparison.Ordinal)) < expected.Length)
        {
            packets.Add(await socket.TextAsync());
        }

        Assert.Equal(expected, packets.Where(static packet => packet.StartsWith("42", StringComparison.Ordinal)));
    }

    private static string Numbered(int client, int number) => string.Create(CultureInfo.InvariantCulture, $"42[\"n\",{client},{number}]");
}
