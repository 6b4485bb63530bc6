using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.EngineIO;

public class PollingSpecs
{
    private const string UnknownSession = "{\"code\":1,\"message\":\"Session ID unknown\"}";

    [Theory]
    [InlineData("GET", "EIO=4", 400, "{\"code\":0,\"message\":\"Transport unknown\"}")]
    [InlineData("GET", "EIO=4&transport=constructor", 400, "{\"code\":0,\"message\":\"Transport unknown\"}")]
    [InlineData("GET", "EIO=4&transport=polling&sid=none", 400, UnknownSession)]
    [InlineData("POST", "EIO=4&transport=polling&sid=none", 400, UnknownSession)]
    [InlineData("POST", "EIO=4&transport=polling", 400, "{\"code\":2,\"message\":\"Bad handshake method\"}")]
    [InlineData("PUT", "EIO=3&transport=polling", 400, "{\"code\":2,\"message\":\"Bad handshake method\"}")]
    [InlineData("OPTIONS", "EIO=4&transport=polling", 400, "{\"code\":2,\"message\":\"Bad handshake method\"}")]
    [InlineData("GET", "EIO=4&transport=websocket", 400, "{\"code\":3,\"message\":\"Bad request\"}")]
    [InlineData("GET", "EIO=3&transport=websocket", 400, "{\"code\":3,\"message\":\"Bad request\"}")]
    [InlineData("GET", "transport=polling", 400, "{\"code\":5,\"message\":\"Unsupported protocol version\"}")]
    [InlineData("GET", "EIO=abc&transport=polling", 400, "{\"code\":5,\"message\":\"Unsupported protocol version\"}")]
    [InlineData("GET", "EIO=40&transport=polling", 400, "{\"code\":5,\"message\":\"Unsupported protocol version\"}")]
    public async Task A_bad_request_gets_its_code(string method, string query, int status, string body)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/engine.io/?{query}");

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("EIO=3&transport=polling")]
    [InlineData("EIO=4&transport=websocket")]
    public async Task A_session_is_not_served_with_another_protocol_or_transport(string query)
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();

        using var response = await server.Http.GetAsync(new Uri($"/engine.io/?{query}&sid={sid}", UriKind.Relative));

        Assert.Equal("{\"code\":3,\"message\":\"Bad request\"}", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/engine.io")]
    [InlineData("/engine.iox/")]
    public async Task A_path_without_the_slash_is_not_served(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Http.GetAsync(new Uri($"{path}?EIO=4&transport=polling", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Any_path_after_the_slash_and_repeated_or_unknown_fields_are_served()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Http.GetAsync(new Uri("/engine.io/any/thing?EIO=4&EIO=4&transport=polling&t=1&t=2&b64=1&x=%zz", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; charset=UTF-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Matches("^0\\{\"sid\":\"[\\w-]{20}\",\"upgrades\":\\[\"websocket\"\\],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000\\}$", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("4\u4e2d\ud83d\ude00\u00e9")]
    [InlineData("4a\u001ebAQIDBA==\u001eb\u001e4")]
    public async Task Messages_come_back_as_they_were(string payload)
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();

        using var posted = await server.PostAsync(sid, payload);

        Assert.Equal("ok", await posted.Content.ReadAsStringAsync());
        Assert.Equal(payload, await server.PollAsync(sid));
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_in_bytes_passes_and_one_byte_more_is_413_with_the_session_alive()
    {
        await using var server = await RunningServer.StartAsync(static options => options.MaxPayloadBytes = 1001);
        var sid = await server.OpenPollingAsync();
        var exact = "4" + new string('\u00e9', 500);

        using var passed = await server.PostAsync(sid, exact);
        using var refused = await server.PostAsync(sid, exact + "x");
        using var chunked = new StreamContent(new NonSeekable(Encoding.UTF8.GetBytes(exact + "x")));
        using var refusedChunked = await server.Http.PostAsync(new Uri($"/engine.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative), chunked);

        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal("", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refusedChunked.StatusCode);
        Assert.Equal(exact, await server.PollAsync(sid));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("2")]
    [InlineData("4a\u001e")]
    [InlineData("b!!!")]
    public async Task An_invalid_packet_is_answered_ok_ends_a_pending_poll_with_a_close_and_the_session(string body)
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        var pending = server.PollAsync(sid);

        // The poll must be there first; a message shows that it is, and replaces this one.
        using (await server.PostAsync(sid, "4first"))
        {
            Assert.Equal("4first", await pending);
        }

        using var posted = await server.PostAsync(sid, body);
        using var next = await server.GetAsync(sid);

        Assert.Equal("ok", await posted.Content.ReadAsStringAsync());
        Assert.Equal(UnknownSession, await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Two_polls_at_a_time_end_the_first_with_a_close_the_second_with_400_and_the_session()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();

        var both = await Task.WhenAll(server.GetAsync(sid), server.GetAsync(sid));

        Assert.Equal([200, 400], both.Select(static response => (int)response.StatusCode).Order());
        Assert.Equal(["", "1"], (await Task.WhenAll(both.Select(static response => response.Content.ReadAsStringAsync()))).Order());
        using var next = await server.GetAsync(sid);
        Assert.Equal(UnknownSession, await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_second_body_at_a_time_gets_400_cuts_the_first_and_ends_the_session()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        using var first = await HalfPost.StartAsync(server.Port, sid);

        // The server may not have seen the first half yet; until then, other bodies are accepted.
        HttpResponseMessage second;
        do
        {
            second = await server.PostAsync(sid, "3");
        }
        while (second.StatusCode == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal("", await second.Content.ReadAsStringAsync());
        await first.EndAsync();
        using var next = await server.GetAsync(sid);
        Assert.Equal(UnknownSession, await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_cut_poll_ends_the_session()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        using (var cut = new CancellationTokenSource())
        {
            var pending = server.Http.GetAsync(new Uri($"/engine.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative), cut.Token);
            await cut.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        }

        // Both end it, whether the server first sees the cut or a second poll.
        using var next = await server.GetAsync(sid);
        Assert.True(next.StatusCode == HttpStatusCode.BadRequest || await next.Content.ReadAsStringAsync() == "1");
    }

    [Fact]
    public async Task A_closing_body_ends_the_pending_poll_with_a_noop()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        var both = (Poll: server.PollAsync(sid), Post: server.PostAsync(sid, "1"));

        Assert.Equal("6", await both.Poll);
        Assert.Equal("ok", await (await both.Post).Content.ReadAsStringAsync());
        using var next = await server.GetAsync(sid);
        Assert.Equal(UnknownSession, await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task After_a_close_by_the_server_what_is_buffered_comes_first_then_noop_and_close_then_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        using var posted = await server.PostAsync(sid, "4a\u001e4close\u001e4ignored");

        Assert.Equal("4a", await server.PollAsync(sid));
        Assert.Equal("6\u001e1", await server.PollAsync(sid));
        using var next = await server.GetAsync(sid);
        Assert.Equal(UnknownSession, await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_while_its_packets_are_handled_ends_the_session_at_once_and_the_rest_is_dropped()
    {
        var (entered, goesOn, ended) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        var handled = 0;
        await using var server = await RunningServer.StartAsync(configure: sockets => sockets.Of("/").OnConnection(socket =>
        {
            socket.OnDisconnect(ended.SetResult);
            socket.On("e", async _ =>
            {
                handled++;
                entered.TrySetResult();
                await goesOn.Task;
            });
        }));
        var sid = await server.OpenPollingAsync("/socket.io/");
        using var joined = await server.PostAsync(sid, "40", "/socket.io/");
        await server.PollAsync(sid, "/socket.io/");
        using var leaves = new CancellationTokenSource();
        using var packets = new StringContent("42[\"e\"]\u001e42[\"e\"]");
        var post = server.Http.PostAsync(new Uri($"/socket.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative), packets, leaves.Token);
        await entered.Task.WaitAsync(RunningServer.Patience);

        await leaves.CancelAsync();

        Assert.Equal(DisconnectReasons.TransportError, await ended.Task.WaitAsync(RunningServer.Patience));
        goesOn.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
        Assert.Equal(1, handled);
    }

    [Fact]
    public async Task A_close_that_nobody_polls_for_is_forgotten()
    {
        await using var server = await RunningServer.StartAsync(static options => options.PollingCloseTimeout = TimeSpan.FromMilliseconds(100));
        var sid = await server.OpenPollingAsync();
        using var posted = await server.PostAsync(sid, "4close");

        // A request of another protocol is refused and takes nothing: it does not match the protocol of the session, as long as that is known.
        async Task<string> AskAsync()
        {
            using var answer = await server.Http.GetAsync(new Uri($"/engine.io/?EIO=3&transport=polling&sid={sid}", UriKind.Relative));
            return await answer.Content.ReadAsStringAsync();
        }

        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (await AskAsync() != UnknownSession)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        using var next = await server.GetAsync(sid);
        Assert.Equal(UnknownSession, await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_octet_stream_is_refused_and_ends_the_session_and_other_methods_get_405()
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        var uri = new Uri($"/engine.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative);
        using var put = await server.Http.PutAsync(uri, null);
        using var content = new ByteArrayContent([1, 2]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var octets = await server.Http.PostAsync(uri, content);
        using var next = await server.GetAsync(sid);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, octets.StatusCode);
        Assert.Equal(UnknownSession, await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_bound_on_packets_per_answer_loses_none()
    {
        await using var server = await RunningServer.StartAsync(static options => options.MaxPacketsPerPoll = 16);
        var sid = await server.OpenPollingAsync();
        var packets = Enumerable.Range(0, 40).Select(static number => $"4{number}").ToArray();
        using var posted = await server.PostAsync(sid, string.Join('\u001e', packets));

        var answers = new[] { await server.PollAsync(sid), await server.PollAsync(sid), await server.PollAsync(sid) };

        Assert.Equal([16, 16, 8], answers.Select(static answer => answer.Split('\u001e').Length));
        Assert.Equal(packets, answers.SelectMany(static answer => answer.Split('\u001e')));
    }

    [Fact]
    public async Task A_reader_too_slow_is_closed()
    {
        await using var server = await RunningServer.StartAsync(static options => options.MaxUnsentBytes = 10_000);
        var sid = await server.OpenPollingAsync();
        for (var i = 0; i < 3; i++)
        {
            using var posted = await server.PostAsync(sid, "4" + new string('x', 4_000));
        }

        using var next = await server.GetAsync(sid);
        Assert.Equal(UnknownSession, await next.Content.ReadAsStringAsync());
    }

    private sealed class NonSeekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
