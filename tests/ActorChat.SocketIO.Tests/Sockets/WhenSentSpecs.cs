using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.Sockets;

/// <summary>A sender can see how much waits, and is called when some of it has been sent.</summary>
public class WhenSentSpecs
{
    private const string Path = "/socket.io/";

    private static readonly EncodedEvent s_big = EncodedEvent.Create("big"u8, [.. "\""u8, .. Enumerable.Repeat((byte)'x', 500_000), .. "\""u8]);

    [Fact]
    public async Task By_WebSocket_the_callback_comes_once_the_client_has_read_on()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = await server.JoinAsync();
        var socket = server.Sockets.Of("/").Find(client.Sid)!;
        await CalledAtOnceAsync(socket);

        // Nobody reads: first the system's buffers fill, then the server's.
        var events = 0;
        while (socket.UnsentBytes < 1_000_000)
        {
            Assert.True(socket.Send(s_big));
            events++;
        }

        var sent = new TaskCompletionSource();
        socket.WhenSent(sent.SetResult);
        Assert.False(sent.Task.IsCompleted);
        for (; events > 0; events--)
        {
            await client.TextAsync();
        }

        await sent.Task.WaitAsync(RunningServer.Patience);
        await CalledAtOnceAsync(socket);
    }

    [Fact]
    public async Task By_polling_the_callback_comes_with_the_poll_that_fetches_the_data()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync(Path);
        using (await server.PostAsync(sid, "40", Path))
        {
        }

        var socket = server.Sockets.Of("/").Find(RunningServer.SidOf((await server.PollAsync(sid, Path))[2..]))!;
        await CalledAtOnceAsync(socket);
        Assert.True(socket.Send(s_big));
        Assert.InRange(socket.UnsentBytes, 500_000, int.MaxValue);
        var sent = new TaskCompletionSource();
        socket.WhenSent(sent.SetResult);
        Assert.False(sent.Task.IsCompleted);
        await server.PollAsync(sid, Path);
        await sent.Task.WaitAsync(RunningServer.Patience);
        await CalledAtOnceAsync(socket);
    }

    [Fact]
    public async Task A_callback_requested_by_polling_comes_when_the_connection_moves_to_a_WebSocket()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync(Path);
        using (await server.PostAsync(sid, "40", Path))
        {
        }

        var socket = server.Sockets.Of("/").Find(RunningServer.SidOf((await server.PollAsync(sid, Path))[2..]))!;
        Assert.True(socket.Send(s_big));
        var sent = new TaskCompletionSource();
        socket.WhenSent(sent.SetResult);
        using var upgrade = await server.WebSocketAsync(Path, sid);
        await upgrade.SendAsync("2probe");
        Assert.Equal("3probe", await upgrade.TextAsync());
        await upgrade.SendAsync("5");
        await sent.Task.WaitAsync(RunningServer.Patience);
        Assert.StartsWith("42[\"big\"", await upgrade.TextAsync(), StringComparison.Ordinal);
    }

    private static async Task CalledAtOnceAsync(Socket socket)
    {
        // The last bytes may still be on their way.
        var sent = new TaskCompletionSource();
        socket.WhenSent(sent.SetResult);
        await sent.Task.WaitAsync(RunningServer.Patience);
        Assert.Equal(0, socket.UnsentBytes);
    }
}
