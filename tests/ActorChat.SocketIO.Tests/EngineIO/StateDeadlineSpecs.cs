using System.Net.Sockets;
using System.Text;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.EngineIO;

/// <summary>
/// Goes through the states of a connection, by both entrances. In each the client stops doing what it should: it sends nothing, reads nothing, answers
/// nothing, or only keeps the TCP connection alive for ever. In each the server ends the connection by itself.
/// </summary>
public sealed class StateDeadlineSpecs
{
    private const string Path = "/socket.io/";

    public enum State
    {
        Silent,
        HalfAHead,
        PollingWithoutConnect,
        PollingWithoutPong,
        Probing,
        Probed,
        RefusedProbe,
        ProbingOfASessionThatEnds,
        WithoutConnect,
        WithoutPong,
        ClosedByTheServer,
        Failed,
        ClosedWithOutputUnread,
    }

    public static TheoryData<State, bool, bool> States()
    {
        var states = new TheoryData<State, bool, bool>();
        foreach (var state in Enum.GetValues<State>())
        {
            foreach (var direct in (bool[])[true, false])
            {
                states.Add(state, direct, false);
                if (state >= State.Probing)
                {
                    states.Add(state, direct, true);
                }
            }
        }

        return states;
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task A_client_that_stops_cooperating_is_cut_off_in_every_state(State state, bool direct, bool pings)
    {
        var longTime = TimeSpan.FromMinutes(5);
        var shortTime = TimeSpan.FromMilliseconds(150);
        await using var server = await RunningServer.StartAsync(
            options =>
            {
                options.ConnectTimeout = state is State.PollingWithoutConnect or State.WithoutConnect ? shortTime : longTime;
                options.PingInterval = state is State.PollingWithoutPong or State.WithoutPong ? shortTime : longTime;
                options.PingTimeout = state is State.PollingWithoutPong or State.WithoutPong ? shortTime : longTime;
                options.UpgradeTimeout = state is State.Probing or State.Probed ? shortTime : longTime;
                (options.CloseTimeout, options.PollingCloseTimeout) = (shortTime, shortTime);
            },
            static sockets => sockets.Of("/").OnConnection(static socket =>
            {
                socket.On("close", _ =>
                {
                    socket.Close("as asked");
                    return default;
                });
                socket.On("much", _ =>
                {
                    socket.Emit("much", new string('x', 3_000_000));
                    socket.Close("as asked");
                    return default;
                });
            }),
            admits: direct ? static _ => true : null,
            kestrel: kestrel => (kestrel.Limits.RequestHeadersTimeout, kestrel.Limits.KeepAliveTimeout) = (shortTime, shortTime));

        using var stop = new CancellationTokenSource();
        using var client = await EnterAsync(server, state);
        var pinging = pings ? PingAsync(client, stop.Token) : Task.CompletedTask;
        await client.EndAsync();
        await stop.CancelAsync();
        await pinging;
        await GoneAsync(server, state);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_is_counted_in_the_state_it_is_in(bool direct)
    {
        await using var server = await RunningServer.StartAsync(static options => options.CloseTimeout = TimeSpan.FromMinutes(5), admits: direct ? static _ => true : null);
        var engine = server.Sockets.Engine;
        var sid = await server.OpenPollingAsync(Path);
        using var probing = await server.WebSocketAsync(Path, sid);
        await UntilAsync(() => engine.Connections.Count(static connection => connection.IsProbing) == 1);
        using var refused = await server.WebSocketAsync(Path, sid);
        using var failing = await server.WebSocketAsync(Path);
        Assert.Equal(2, engine.Count);
        await failing.SendFrameAsync(0x81, new byte[1_000_001]);
        await UntilAsync(() => engine.Closing.Count >= 1);
        failing.Dispose();
        await UntilAsync(() => engine.Closing.Count == 0 && engine.Count == 1);
        probing.Dispose();
        await UntilAsync(() => !engine.Connections.Any(static connection => connection.IsProbing));
    }

    /// <summary>Brings a connection into a state, and returns the part of it that the server must end.</summary>
    private static async Task<RawWebSocket> EnterAsync(RunningServer server, State state)
    {
        switch (state)
        {
            case State.Silent:
                return await RawWebSocket.BareAsync(server.Port, []);
            case State.HalfAHead:
                return await RawWebSocket.BareAsync(server.Port, Encoding.ASCII.GetBytes("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: loc"));
            case State.PollingWithoutConnect or State.PollingWithoutPong:
                await server.OpenPollingAsync(Path);
                return await RawWebSocket.BareAsync(server.Port, []);
            case State.Probing:
                return await server.WebSocketAsync(Path, await server.OpenPollingAsync(Path));
            case State.Probed:
                return await ProbedAsync(server, await server.OpenPollingAsync(Path));
            case State.RefusedProbe:
                var taken = await server.OpenPollingAsync(Path);
                var first = await ProbedAsync(server, taken);
                var second = await server.WebSocketAsync(Path, taken);
                await second.EndAsync();
                first.Dispose();
                return second;
            case State.ProbingOfASessionThatEnds:
                var ending = await server.OpenPollingAsync(Path);
                var probed = await ProbedAsync(server, ending);
                using (await server.PostAsync(ending, "1", Path))
                {
                }

                return probed;
            case State.WithoutConnect:
                return await server.WebSocketAsync(Path);
            default:
                var joined = await server.JoinAsync();
                await joined.SendAsync(state switch
                {
                    State.Failed => "no packet",
                    State.ClosedByTheServer => "42[\"close\"]",
                    State.ClosedWithOutputUnread => "42[\"much\"]",
                    _ => "42[\"other\"]",
                });
                if (state == State.ClosedWithOutputUnread)
                {
                    // Nothing is read before it has ended.
                    await UntilAsync(() => server.Sockets.ConnectionCount == 0 && server.Sockets.Engine.Closing.Count == 0);
                }

                return joined;
        }
    }

    private static async Task<RawWebSocket> ProbedAsync(RunningServer server, string sid)
    {
        var socket = await server.WebSocketAsync(Path, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.TextAsync());
        return socket;
    }

    private static async Task PingAsync(RawWebSocket client, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await client.SendFrameAsync(0x89, []);
                await Task.Yield();
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or SocketException)
        {
            // That is what this test is about.
        }
    }

    /// <summary>Nothing is left of it in any count. A polling session outlives a failed probe.</summary>
    private static Task GoneAsync(RunningServer server, State state)
    {
        var left = state is State.Probing or State.Probed or State.RefusedProbe ? 1 : 0;
        var engine = server.Sockets.Engine;
        return UntilAsync(() => engine.Count == left && engine.Closing.Count == 0 && !engine.Connections.Any(static connection => connection.IsProbing));
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
