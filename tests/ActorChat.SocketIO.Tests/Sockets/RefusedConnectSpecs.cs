using System.Net;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.Sockets;

/// <summary>A refusal is longer than the CONNECT that asks for it, so a client that keeps asking is closed.</summary>
public class RefusedConnectSpecs
{
    private const string Path = "/socket.io/";
    private const string Refused = "44{\"message\":\"no\"}";

    [Fact]
    public async Task A_few_refused_CONNECTs_are_answered_and_then_a_WebSocket_is_closed_with_the_reason()
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync(Path);
        for (var sent = 0; sent < 20; sent++)
        {
            await socket.SendAsync("40");
        }

        Assert.Equal([Refused, Refused, Refused], [await socket.TextAsync(), await socket.TextAsync(), await socket.TextAsync()]);
        Assert.Equal((4000, "refused_too_often"), await socket.CloseReasonAsync());
    }

    [Fact]
    public async Task A_polling_session_gets_a_few_refusals_and_then_ends()
    {
        await using var server = await StartAsync();
        var sid = await server.OpenPollingAsync(Path);
        using var posted = await server.PostAsync(sid, string.Join('\u001e', Enumerable.Repeat("40", 10_000)), Path);

        Assert.Equal([Refused, Refused, Refused], (await server.PollAsync(sid, Path)).Split('\u001e'));
        Assert.Equal("6\u001e1", await server.PollAsync(sid, Path));
        using var gone = await server.GetAsync(sid, Path);
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
    }

    [Fact]
    public async Task Unknown_namespaces_count_too_and_so_do_refusals_after_a_join()
    {
        await using var server = await StartAsync();
        using var socket = await server.JoinAsync("/open");
        await socket.SendAsync("40/a");
        await socket.SendAsync("40");
        await socket.SendAsync("40/b");

        Assert.Equal("44/a,{\"message\":\"Invalid namespace\"}", await socket.TextAsync());
        Assert.Equal(Refused, await socket.TextAsync());
        Assert.Equal("44/b,{\"message\":\"Invalid namespace\"}", await socket.TextAsync());
        Assert.Equal((4000, "refused_too_often"), await socket.CloseReasonAsync());
    }

    [Fact]
    public async Task A_client_refused_less_often_can_join_on_the_same_connection()
    {
        await using var server = await StartAsync();
        using var socket = await server.WebSocketAsync(Path);
        await socket.SendAsync("40");
        await socket.SendAsync("40");
        await socket.SendAsync("40/open");

        Assert.Equal([Refused, Refused], [await socket.TextAsync(), await socket.TextAsync()]);
        Assert.StartsWith("40/open,{", await socket.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callback_for_refusals_can_close_the_connection()
    {
        IPAddress? from = null;
        await using var server = await StartAsync(options => options.OnConnectRefused = (address, error) =>
        {
            from = address;
            return error.Message == ConnectError.InvalidNamespace;
        });
        using var socket = await server.WebSocketAsync(Path);
        await socket.SendAsync("40");
        await socket.SendAsync("40/none");

        Assert.Equal(Refused, await socket.TextAsync());
        Assert.Equal("44/none,{\"message\":\"Invalid namespace\"}", await socket.TextAsync());
        Assert.Equal((4000, "refused_too_often"), await socket.CloseReasonAsync());
        Assert.Equal(IPAddress.Loopback, from);
    }

    [Fact]
    public async Task More_may_wait_for_a_client_once_it_has_joined_also_after_an_upgrade()
    {
        await using var server = await StartAsync(static options => (options.MaxUnsentBytesBeforeJoin, options.MaxUnsentBytes) = (2_048, 100_000));
        var sid = await server.OpenPollingAsync(Path);
        var connection = Assert.Single(server.Sockets.Engine.Connections);
        Assert.Equal(2_048, connection.Transport.MaxUnsentBytes);

        using var socket = await server.WebSocketAsync(Path, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.TextAsync());
        await socket.SendAsync("5");
        await socket.SendAsync("40");
        Assert.Equal(Refused, await socket.TextAsync());
        Assert.Equal(2_048, connection.Transport.MaxUnsentBytes);

        await socket.SendAsync("40/open");
        Assert.StartsWith("40/open,{", await socket.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(100_000, connection.Transport.MaxUnsentBytes);
    }

    private static Task<RunningServer> StartAsync(Action<SocketIOOptions>? options = null) => RunningServer.StartAsync(
        all =>
        {
            all.MaxRefusedConnects = 3;
            options?.Invoke(all);
        },
        static sockets =>
        {
            sockets.Of("/").Use(static (_, _) => ValueTask.FromResult<ConnectError?>(new ConnectError("no")));
            sockets.Of("/open");
        });
}
