using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>The upgrade from polling to WebSocket, and its failures.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class UpgradeDialogues(ServersFixture servers)
{
    private readonly Uri _server = servers.Patient.Host.Address;

    private Task<PollingSession> OpenEchoAsync() => PollingSession.OpenAsync(_server, PollingSession.EngineIO);

    private async Task<SocketSession> ProbeAsync(PollingSession session)
    {
        var socket = await SocketSession.OpenAsync(_server, session.UpgradePathAndQuery);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", (await socket.ReceiveAsync()).Text);
        return socket;
    }

    private async Task<SocketSession> UpgradeAsync(PollingSession session)
    {
        var pending = await session.BeginPollAsync();
        var socket = await ProbeAsync(session);
        await pending.ExpectOkAsync("6");
        await socket.SendAsync("5");
        return socket;
    }

    [Fact]
    public async Task A_probed_socket_takes_over_after_the_pending_poll_ended_with_a_noop()
    {
        var session = await OpenEchoAsync();

        using var socket = await UpgradeAsync(session);

        await socket.SendAsync("4hello");
        await socket.ExpectAsync("4hello");
        await socket.SendAsync([1, 2, 3]);
        await socket.ExpectBinaryAsync(1, 2, 3);
    }

    [Fact]
    public async Task A_poll_that_comes_during_the_probe_is_answered_with_a_noop_too()
    {
        var session = await OpenEchoAsync();
        using var socket = await ProbeAsync(session);

        (await session.PollAsync()).ExpectOk("6");
        (await session.PollAsync()).ExpectOk("6");
    }

    [Fact]
    public async Task After_the_upgrade_polling_requests_are_bad_requests_and_the_session_lives_on()
    {
        var session = await OpenEchoAsync();
        using var socket = await UpgradeAsync(session);
        await socket.SendAsync("4upgraded");
        await socket.ExpectAsync("4upgraded");

        (await session.PollAsync()).ExpectRefusal(3, "Bad request");
        (await session.PostAsync("4never")).ExpectRefusal(3, "Bad request");

        await socket.SendAsync("4alive");
        await socket.ExpectAsync("4alive");
    }

    [Fact]
    public async Task Nothing_that_waited_for_a_poll_is_lost_or_overtaken_by_the_upgrade()
    {
        var session = await OpenEchoAsync();
        using var socket = await ProbeAsync(session);
        (await session.PollAsync()).ExpectOk("6");

        (await session.PostAsync("41", "bAQI=", "42")).ExpectOk("ok");
        await socket.SendAsync("5");
        await socket.SendAsync("43");

        await socket.ExpectAsync("41");
        await socket.ExpectBinaryAsync(1, 2);
        await socket.ExpectAsync("42", "43");
    }

    [Fact]
    public async Task During_the_probe_messages_still_go_both_ways_by_polling()
    {
        var session = await OpenEchoAsync();
        using var socket = await ProbeAsync(session);

        (await session.PostAsync("4still")).ExpectOk("ok");

        Assert.Contains("4still", (await session.PollAsync()).Body.Split('\u001e'));
    }

    [Fact]
    public async Task The_heartbeat_goes_on_by_polling_during_the_probe()
    {
        var server = servers.Protocol.Host.Address;
        var session = await PollingSession.OpenAsync(server, PollingSession.EngineIO);
        using var socket = await SocketSession.OpenAsync(server, session.UpgradePathAndQuery);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", (await socket.ReceiveAsync()).Text);

        var noops = 0;
        for (var beats = 0; beats < 3;)
        {
            var packets = (await session.PollAsync()).Body.Split('\u001e');
            noops += packets.Count(packet => packet == "6");
            if (packets.Contains("2"))
            {
                beats++;
                (await session.PostAsync("3")).ExpectOk("ok");
            }
        }

        await socket.SendAsync("5");
        await socket.SendAsync("4alive");
        await socket.ExpectAsync("4alive");
        Assert.True(noops > 0, "No poll was ended with a noop.");
    }

    [Theory]
    [InlineData("4hello")]
    [InlineData("2")]
    [InlineData("2other")]
    public async Task Anything_but_a_probe_closes_the_socket_and_not_the_session(string packet)
    {
        var session = await OpenEchoAsync();
        using var socket = await SocketSession.OpenAsync(_server, session.UpgradePathAndQuery);

        await socket.SendAsync(packet);

        await ExpectEndAsync(socket);
        await session.ExpectAliveAsync();
    }

    [Fact]
    public async Task A_message_after_the_probe_closes_the_socket_and_not_the_session()
    {
        var session = await OpenEchoAsync();
        using var socket = await ProbeAsync(session);

        await socket.SendAsync("4early");

        await ExpectEndAsync(socket);
        await ExpectAliveByPollingAsync(session);
    }

    [Fact]
    public async Task A_probing_socket_that_drops_leaves_the_session_to_polling()
    {
        var session = await OpenEchoAsync();
        var socket = await ProbeAsync(session);

        socket.Socket.Abort();
        socket.Dispose();

        await ExpectAliveByPollingAsync(session);
        using var second = await UpgradeAfterFailureAsync(session);
        await second.SendAsync("4upgraded");
        await second.ExpectAsync("4upgraded");
    }

    [Fact]
    public async Task A_second_socket_during_the_probe_is_closed_and_the_first_is_untouched()
    {
        var session = await OpenEchoAsync();
        using var first = await ProbeAsync(session);

        using var second = await SocketSession.OpenAsync(_server, session.UpgradePathAndQuery);

        await ExpectEndAsync(second);
        await first.SendAsync("5");
        await first.SendAsync("4first");
        await first.ExpectAsync("4first");
    }

    [Fact]
    public async Task A_second_socket_after_the_upgrade_is_closed_and_the_first_is_untouched()
    {
        var session = await OpenEchoAsync();
        using var first = await UpgradeAsync(session);
        await first.SendAsync("4upgraded");
        await first.ExpectAsync("4upgraded");

        using var second = await SocketSession.OpenAsync(_server, session.UpgradePathAndQuery);

        await ExpectEndAsync(second);
        await first.SendAsync("4first");
        await first.ExpectAsync("4first");
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_the_probe_closes_the_socket_too()
    {
        var session = await OpenEchoAsync();
        using var socket = await ProbeAsync(session);

        (await session.PostAsync("1")).ExpectOk("ok");

        await ExpectEndAsync(socket);
        await session.ExpectGoneAsync();
    }

    /// <summary>The socket must end, with or without a close frame.</summary>
    private static async Task ExpectEndAsync(SocketSession socket)
    {
        try
        {
            var frame = await socket.ReceiveAsync();
            Assert.True(frame.IsClose, frame.ToString());
        }
        catch (System.Net.WebSockets.WebSocketException cut)
        {
            Assert.Equal(System.Net.WebSockets.WebSocketError.ConnectionClosedPrematurely, cut.WebSocketErrorCode);
        }
    }

    /// <summary>As on any session, but noops of a failed upgrade may still come.</summary>
    private static async Task ExpectAliveByPollingAsync(PollingSession session)
    {
        (await session.PostAsync("4alive?")).ExpectOk("ok");
        string packet;
        do
        {
            packet = await session.NextAsync();
        }
        while (packet == "6");

        Assert.Equal("4alive?", packet);
    }

    private async Task<SocketSession> UpgradeAfterFailureAsync(PollingSession session)
    {
        var socket = await ProbeAsync(session);
        await socket.SendAsync("5");
        return socket;
    }
}
