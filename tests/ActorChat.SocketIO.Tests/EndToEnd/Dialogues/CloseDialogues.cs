using System.Net.WebSockets;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>The end of a session, from either side.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class CloseDialogues(ServersFixture servers)
{
    private readonly Uri _server = servers.Patient.Host.Address;

    [Fact]
    public async Task A_client_that_leaves_by_polling_gets_a_noop_in_its_pending_poll()
    {
        var session = await PollingSession.ConnectAsync(_server);
        var pending = await session.BeginPollAsync();

        (await session.PostAsync("1")).ExpectOk("ok");

        await pending.ExpectOkAsync("6");
        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_by_polling_without_a_pending_poll_is_gone_at_once()
    {
        var session = await PollingSession.ConnectAsync(_server);

        (await session.PostAsync("1")).ExpectOk("ok");

        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task The_server_ends_a_pending_poll_with_a_close()
    {
        var session = await PollingSession.ConnectAsync(_server);
        var pending = await session.BeginPollAsync();

        // A Socket.IO error makes the server close gracefully.
        (await session.PostAsync("4abc")).ExpectOk("ok");

        await pending.ExpectOkAsync("1");
        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task A_close_without_a_pending_poll_waits_for_the_next_one()
    {
        var session = await PollingSession.ConnectAsync(_server);

        (await session.PostAsync("4abc")).ExpectOk("ok");

        (await session.PollAsync()).ExpectOk("6\u001e1");
        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task The_server_closes_a_WebSocket_without_a_status_code()
    {
        using var socket = await BareSocket.OpenAsync(_server, "/socket.io/?EIO=4&transport=websocket");

        await socket.SendTextAsync("4abc");

        // A close frame without bytes: the client sees 1005.
        Assert.EndsWith("8800", Convert.ToHexString(await socket.ReadToEndAsync(closeFrame: [0x88, 0x00])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_answers_the_close_of_a_client()
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.True((await session.NextFrameAsync()).IsClose);
    }

    [Trait(Better.Trait, Better.ThanReference)]
    [Fact]
    public async Task A_close_packet_on_a_WebSocket_closes_it_at_once()
    {
        using var session = await SocketSession.OpenSessionAsync(_server);

        await session.SendAsync("1");

        // Long before the first ping.
        Assert.True((await session.ReceiveAsync()).IsClose);
    }

    [Fact]
    public async Task Leaving_the_only_namespace_leaves_the_connection_open()
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync("41");
        await session.SendAsync("40");

        Assert.StartsWith("40{", await session.NextAsync(), StringComparison.Ordinal);
        await session.ExpectAsync("42[\"auth\",{}]");
        await session.ExpectAliveAsync();
    }
}
