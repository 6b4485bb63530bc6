using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>The refusals with a code, and the order in which they are checked.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class RefusalDialogues(ServersFixture servers)
{
    private readonly Uri _server = servers.Protocol.Host.Address;

    [Theory]
    [InlineData("EIO=4", 0, "Transport unknown")]
    [InlineData("EIO=4&transport=", 0, "Transport unknown")]
    [InlineData("EIO=4&transport=abc", 0, "Transport unknown")]
    [InlineData("EIO=4&transport=constructor", 0, "Transport unknown")]
    [InlineData("EIO=4&transport=__proto__", 0, "Transport unknown")]
    [InlineData("EIO=4&transport=webtransport", 0, "Transport unknown")]
    [InlineData("EIO=4&transport=abc&sid=unknown", 0, "Transport unknown")]
    [InlineData("EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown")]
    [InlineData("EIO=3&transport=polling&sid=unknown", 1, "Session ID unknown")]
    [InlineData("EIO=4&transport=websocket&sid=unknown", 1, "Session ID unknown")]
    [InlineData("EIO=4&transport=websocket", 3, "Bad request")]
    [InlineData("EIO=3&transport=websocket", 3, "Bad request")]
    [InlineData("transport=polling", 5, "Unsupported protocol version")]
    [InlineData("EIO=&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("EIO=3&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("EIO=5&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("EIO=abc&transport=polling", 5, "Unsupported protocol version")]
    public async Task A_bad_GET_is_refused_with_the_first_fault_found(string query, int code, string message)
    {
        var answer = await RawHttp.GetAsync(_server, $"/socket.io/?{query}");

        answer.ExpectRefusal(code, message);
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("POST", "EIO=4&transport=polling")]
    [InlineData("PUT", "EIO=4&transport=polling")]
    [InlineData("DELETE", "EIO=4&transport=polling")]
    [InlineData("POST", "EIO=3&transport=polling")]
    [InlineData("POST", "EIO=4&transport=websocket")]
    public async Task Only_GET_opens_a_session(string method, string query) =>
        (await RawHttp.SendAsync(new HttpMethod(method), _server, $"/socket.io/?{query}")).ExpectRefusal(2, "Bad handshake method");

    [Theory]
    [InlineData("EIO=4&transport=abc", "Transport unknown")]
    [InlineData("EIO=4", "Transport unknown")]
    [InlineData("EIO=4&transport=websocket&sid=unknown", "Session ID unknown")]
    public async Task A_refused_WebSocket_gets_400_and_the_bare_message(string query, string message)
    {
        var answer = await RawHttp.AskForWebSocketAsync(_server, $"/socket.io/?{query}");

        Assert.Equal(message, answer.Body);
        Assert.Equal(400, answer.Status);
        Assert.Equal("close", answer.Header("Connection"));
    }

    [Trait(Better.Trait, Better.ThanReference)]
    [Fact]
    public async Task A_WebSocket_of_another_protocol_version_is_refused_before_the_upgrade()
    {
        var answer = await RawHttp.AskForWebSocketAsync(_server, "/socket.io/?EIO=3&transport=websocket");

        Assert.Equal("Unsupported protocol version", answer.Body);
        Assert.Equal(400, answer.Status);
    }

    [Theory]
    [InlineData("EIO=3")]
    [InlineData("EIO=5")]
    [InlineData("x=4")]
    public async Task The_protocol_version_is_checked_on_every_request_of_a_session(string version)
    {
        var session = await PollingSession.ConnectAsync(_server);

        var get = await RawHttp.GetAsync(_server, $"/socket.io/?{version}&transport=polling&sid={session.Sid}");
        var post = await RawHttp.PostAsync(_server, $"/socket.io/?{version}&transport=polling&sid={session.Sid}", "3");

        get.ExpectRefusal(3, "Bad request");
        post.ExpectRefusal(3, "Bad request");
        await session.ExpectAliveAsync();
    }

    [Fact]
    public async Task A_session_by_WebSocket_alone_takes_no_polling_requests()
    {
        using var session = await SocketSession.OpenAsync(_server, "/socket.io/?EIO=4&transport=websocket");
        var handshake = (await session.ReceiveAsync()).Text;
        var sid = handshake.Split('"')[3];

        var get = await RawHttp.GetAsync(_server, $"/socket.io/?EIO=4&transport=polling&sid={sid}");
        var post = await RawHttp.PostAsync(_server, $"/socket.io/?EIO=4&transport=polling&sid={sid}", "40");

        get.ExpectRefusal(3, "Bad request");
        post.ExpectRefusal(3, "Bad request");
        await session.SendAsync("40");
        Assert.StartsWith("40{", await session.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_GET_for_the_WebSocket_of_a_session_is_refused_and_leaves_it_alone()
    {
        var session = await PollingSession.ConnectAsync(_server);

        var answer = await RawHttp.GetAsync(_server, session.UpgradePathAndQuery);

        answer.ExpectRefusal(3, "Bad request");
        await session.ExpectAliveAsync();
    }

    [Trait(Better.Trait, Better.ThanReference)]
    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("HEAD")]
    [InlineData("TRACE")]
    [InlineData("ODD")]
    public async Task Another_method_on_a_session_is_refused_without_a_body(string method)
    {
        var session = await PollingSession.ConnectAsync(_server);

        var answer = await session.SendAsync(new HttpMethod(method));

        Assert.Equal(405, answer.Status);
        Assert.Equal("", answer.Body);
        await session.ExpectAliveAsync();
    }
}
