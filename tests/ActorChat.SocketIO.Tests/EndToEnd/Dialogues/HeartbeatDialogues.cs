using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>The heartbeat: the server pings every 300 ms and waits 200 ms.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class HeartbeatDialogues(ServersFixture servers)
{
    private readonly Uri _server = servers.Protocol.Host.Address;

    [Fact]
    public async Task The_server_pings_again_after_each_pong()
    {
        var session = await PollingSession.OpenAsync(_server, PollingSession.EngineIO);

        for (var beat = 0; beat < 3; beat++)
        {
            (await session.PollAsync()).ExpectOk("2");
            (await session.PostAsync("3")).ExpectOk("ok");
        }
    }

    [Fact]
    public async Task A_missing_pong_ends_the_pending_poll_and_the_session()
    {
        var session = await PollingSession.OpenAsync(_server, PollingSession.EngineIO);
        (await session.PollAsync()).ExpectOk("2");

        (await session.PollAsync()).ExpectOk("1");

        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task A_missing_pong_closes_the_WebSocket()
    {
        using var session = await SocketSession.OpenSessionAsync(_server);

        Assert.Equal("2", (await session.ReceiveAsync()).Text);

        Assert.True((await session.ReceiveAsync()).IsClose);
    }

    [Fact]
    public async Task A_ping_from_the_client_is_a_fault()
    {
        var polling = await PollingSession.OpenAsync(_server, PollingSession.EngineIO);
        var pending = await polling.BeginPollAsync();
        using var socket = await SocketSession.OpenSessionAsync(_server);

        (await polling.PostAsync("2")).ExpectOk("ok");
        await socket.SendAsync("2");

        await pending.ExpectOkAsync("1");
        await polling.ExpectGoneAsync();
        await socket.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_pong_that_nobody_asked_for_is_harmless()
    {
        var polling = await PollingSession.ConnectAsync(_server);
        using var socket = await SocketSession.ConnectAsync(_server);

        await polling.PostAsync("3");
        await socket.SendAsync("3");

        await polling.ExpectAliveAsync();
        await socket.ExpectAliveAsync();
    }
}
