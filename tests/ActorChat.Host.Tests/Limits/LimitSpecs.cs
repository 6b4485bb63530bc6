using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Limits;

public sealed class LimitSpecs
{
    private const string Handshake = "/socket.io/?EIO=4&transport=polling";

    [Fact]
    public async Task Connects_from_one_address_are_bounded_and_refused_with_the_time_to_wait()
    {
        await using var server = await StartAsync("connects-per-address = \"1 per 10s, burst 2\"");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, Handshake));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, Handshake));
        using var refused = await server.Http.GetAsync(Handshake);
        await AssertRefused(refused, "rate_limited", waitAtMost: 10);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_clients_address_counts_and_without_one_its_claim_does_not()
    {
        await using var trusting = await StartAsync("connects-per-address = \"1 per 1h, burst 1\"", "actorchat.security.trusted-proxies = [\"127.0.0.0/8\"]");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(trusting, Handshake, "192.0.2.1"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(trusting, Handshake, "192.0.2.2"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(trusting, Handshake, "192.0.2.1"));

        await using var wary = await StartAsync("connects-per-address = \"1 per 1h, burst 1\"");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(wary, Handshake, "192.0.2.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(wary, Handshake, "192.0.2.2"));
    }

    /// <summary>A WebSocket that is opened without HTTP passes no middleware; the same must hold for it.</summary>
    [Fact]
    public async Task The_same_holds_for_WebSockets()
    {
        await using var trusting = await StartAsync("connects-per-address = \"1 per 1h, burst 1\"", "actorchat.security.trusted-proxies = [\"127.0.0.0/8\"]");
        await OpenWebSocketAsync(trusting, "X-Forwarded-For", "192.0.2.1");
        await OpenWebSocketAsync(trusting, "X-Forwarded-For", "198.51.100.7, 192.0.2.2");
        await Assert.ThrowsAsync<WebSocketException>(() => OpenWebSocketAsync(trusting, "X-Forwarded-For", "192.0.2.1"));
        await Assert.ThrowsAsync<WebSocketException>(() => OpenWebSocketAsync(trusting, "X-Forwarded-For", "203.0.113.9, 192.0.2.2"));

        await using var wary = await StartAsync("connects-per-address = \"1 per 1h, burst 1\"");
        await OpenWebSocketAsync(wary, "X-Forwarded-For", "192.0.2.1");
        await Assert.ThrowsAsync<WebSocketException>(() => OpenWebSocketAsync(wary, "X-Forwarded-For", "192.0.2.2"));
    }

    [Fact]
    public async Task Pages_of_other_origins_open_no_WebSocket_and_those_of_the_server_itself_do()
    {
        await using var server = await StartAsync("", "actorchat.http.cors-origins = [\"https://chat.example\"]");
        await OpenWebSocketAsync(server, "Origin", "https://chat.example");
        await OpenWebSocketAsync(server, "Origin", server.Url);
        await Assert.ThrowsAsync<WebSocketException>(() => OpenWebSocketAsync(server, "Origin", "https://stranger.example"));
    }

    [Fact]
    public async Task A_session_refused_for_its_rate_is_held_and_then_answered_in_order()
    {
        await using var server = await StartAsync("events.read = \"1 per 1h, burst 1\"\nrefusal-hold = 50ms");
        await using var client = await ChatClient.ConnectAsync(server.Url, await TestUser.RegisterAsync(server.Http, "alice"));
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal("room_not_found", await client.RefusalAsync("read", new { room = Guid.Empty, seq = 1 }));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("rate_limited", await client.RefusalAsync("read", new { room = Guid.Empty, seq = 1 }));
        }

        // A lower bound is safe to assert: four refusals, with a pause after each except the last.
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromMilliseconds(150), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Failed_logins_are_counted_apart_from_right_ones()
    {
        await using var server = await StartAsync("failed-logins = \"1 per 1h, burst 2\"");
        var user = await TestUser.RegisterAsync(server.Http, "alice");
        await FailAsync(server, user.Login, HttpStatusCode.Unauthorized);
        await TestUser.LogInAsync(server.Http, user.Login);
        await FailAsync(server, user.Login, HttpStatusCode.Unauthorized);
        await FailAsync(server, user.Login, HttpStatusCode.Unauthorized);
        using var refused = await server.Http.PostAsJsonAsync("/login", new { login = user.Login, password = TestUser.Password });
        await AssertRefused(refused, "too_many_attempts", waitAtMost: 3600);
    }

    [Fact]
    public async Task Failed_logins_to_many_logins_from_one_address_are_bounded_too()
    {
        await using var server = await StartAsync("failed-logins-per-address = \"1 per 1h, burst 2\"");
        await FailAsync(server, "one", HttpStatusCode.Unauthorized);
        await FailAsync(server, "two", HttpStatusCode.Unauthorized);
        await FailAsync(server, "three", HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task One_address_that_fails_again_and_again_keeps_nobody_out()
    {
        await using var server = await StartAsync(
            "failed-logins = \"1 per 1h, burst 3\"\nfailed-logins-per-login = \"1 per 1h, burst 5\"\nlogins-per-login = \"1 per 1h, burst 6\"",
            "actorchat.security.trusted-proxies = [\"127.0.0.0/8\"]");
        var user = await TestUser.RegisterAsync(server.Http, "alice");
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(i < 3 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, await LogInFromAsync(server, "192.0.2.1", user.Login, "another horse"));
        }

        Assert.Equal(HttpStatusCode.OK, await LogInFromAsync(server, "192.0.2.2", user.Login, TestUser.Password));
    }

    [Fact]
    public async Task A_whole_ipv6_network_is_one_address()
    {
        await using var server = await StartAsync("failed-logins = \"1 per 1h, burst 2\"", "actorchat.security.trusted-proxies = [\"127.0.0.0/8\"]");
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInFromAsync(server, "2001:db8::1", "alice", "another horse"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInFromAsync(server, "2001:db8::2", "alice", "another horse"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInFromAsync(server, "2001:db8::ffff:3", "alice", "another horse"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInFromAsync(server, "2001:db8:0:1::1", "alice", "another horse"));
    }

    [Fact]
    public async Task Connects_refused_by_the_nodes_limit_cost_their_address_nothing()
    {
        await using var server = await StartAsync("connects-per-address = \"1 per 1h, burst 2\"");
        using var narrowed = await server.Admin.PutAsJsonAsync("/admin/limits/connects", new { limit = "1 per 1h, burst 1" });
        Assert.Equal(HttpStatusCode.OK, narrowed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, Handshake));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, Handshake));
        }

        using var set = await server.Admin.PutAsJsonAsync("/admin/limits/connects", new { limit = "off" });
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, Handshake));
    }

    [Fact]
    public async Task A_limit_that_was_unset_refuses_neither_requests_nor_messages_any_more()
    {
        await using var server = await StartAsync("");
        var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
        await using var client = await ChatClient.ConnectAsync(server.Url, alice);
        foreach (var name in new[] { "requests-per-address", "messages-per-user" })
        {
            using var set = await server.Admin.PutAsJsonAsync($"/admin/limits/{name}", new { limit = "1 per 1d, burst 1" });
            Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        }

        // What was used before counts as well: at the latest the second is refused.
        await StatusAsync(server, "/health/live");
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "/health/live"));
        Assert.Null(await client.RefusalAsync("message", new { companion = bob.Login, message = "1" }));
        Assert.Equal("rate_limited", await client.RefusalAsync("message", new { companion = bob.Login, message = "2" }));
        foreach (var name in new[] { "requests-per-address", "messages-per-user" })
        {
            using var unset = await server.Admin.DeleteAsync(new Uri($"/admin/limits/{name}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, unset.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/health/live"));
        Assert.Null(await client.RefusalAsync("message", new { companion = bob.Login, message = "3" }));
    }

    [Fact]
    public async Task A_logged_in_user_can_change_the_password_after_others_used_up_the_failures_of_the_login()
    {
        await using var server = await StartAsync("failed-logins-per-login = \"1 per 1h, burst 2\"", "actorchat.security.trusted-proxies = [\"127.0.0.0/8\"]");
        var user = await TestUser.RegisterAsync(server.Http, "alice");
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInFromAsync(server, "192.0.2.1", user.Login, "another horse"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInFromAsync(server, "192.0.2.2", user.Login, "another horse"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInFromAsync(server, "192.0.2.3", user.Login, TestUser.Password));
        Assert.Equal(HttpStatusCode.Unauthorized, await ChangeAsync("another horse"));
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(TestUser.Password));

        async Task<HttpStatusCode> ChangeAsync(string password)
        {
            using var change = new HttpRequestMessage(HttpMethod.Post, "/change-password") { Content = JsonContent.Create(new { password, newPassword = "a better horse" }) };
            change.Headers.Authorization = new("Bearer", user.Token);
            using var changed = await server.Http.SendAsync(change);
            return changed.StatusCode;
        }
    }

    [Fact]
    public async Task Registrations_from_one_address_are_bounded()
    {
        await using var server = await StartAsync("registrations-per-address = \"1 per 1h, burst 1\"");
        await TestUser.RegisterAsync(server.Http, "alice");
        using var refused = await server.Http.PostAsJsonAsync("/registr", new { login = "bob", password = TestUser.Password });
        await AssertRefused(refused, "too_many_attempts", waitAtMost: 3600);
    }

    [Fact]
    public async Task Messages_past_the_rate_are_refused_and_nothing_of_them_is_stored()
    {
        await using var server = await StartAsync("messages-per-user = \"1 per 1h, burst 3\"");
        var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
        await using var phone = await ChatClient.ConnectAsync(server.Url, alice);
        await using var laptop = await ChatClient.ConnectAsync(server.Url, alice);
        Assert.Null(await phone.RefusalAsync("message", new { companion = bob.Login, message = "1" }));
        Assert.Null(await phone.RefusalAsync("message", new { companion = bob.Login, message = "2" }));
        Assert.Null(await laptop.RefusalAsync("message", new { companion = bob.Login, message = "3" }));
        Assert.Equal("rate_limited", await phone.RefusalAsync("message", new { companion = bob.Login, message = "4" }));
        Assert.Equal("rate_limited", await laptop.RefusalAsync("message", new { companion = bob.Login, message = "5" }));
        var room = (await phone.CallAsync("join_room", new { companion = bob.Login })).GetProperty("room").GetString();
        Assert.Equal(3, (await phone.CallAsync("have_room", new { room })).GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData("/get-all-users", "GET")]
    [InlineData("/get-all-chats", "GET")]
    [InlineData("/get-all-chats?id=nowhere", "GET")]
    [InlineData("/get-all-users", "POST")]
    [InlineData("/get-all-chats", "HEAD")]
    public async Task Pages_that_a_user_reads_are_bounded_over_all_of_the_users_tokens(string path, string method)
    {
        await using var server = await StartAsync("lists-per-user = \"1 per 1h, burst 2\"");
        var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
        var again = await TestUser.LogInAsync(server.Http, "alice");
        using var first = await ListAsync(server, "/get-all-users", "GET", alice);
        using var second = await ListAsync(server, "/get-all-chats", "POST", again);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        using var refused = await ListAsync(server, path, method, again);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        if (method != "HEAD")
        {
            await AssertRefused(refused, "rate_limited", waitAtMost: 3600);
        }

        using var other = await ListAsync(server, "/get-all-users", "GET", bob);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task New_rooms_are_bounded_over_all_sessions_of_a_user_and_old_ones_can_still_be_joined()
    {
        await using var server = await StartAsync("new-rooms-per-user = \"1 per 1h, burst 2\"");
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        foreach (var companion in new[] { "bob", "carol", "dave" })
        {
            await TestUser.RegisterAsync(server.Http, companion);
        }

        await using var phone = await ChatClient.ConnectAsync(server.Url, alice);
        await using var laptop = await ChatClient.ConnectAsync(server.Url, alice);
        Assert.Null(await phone.RefusalAsync("join_room", new { companion = "bob" }));
        Assert.Null(await laptop.RefusalAsync("message", new { companion = "carol", message = "hello" }));
        Assert.Equal("rate_limited", await phone.RefusalAsync("join_room", new { companion = "dave" }));
        Assert.Equal("rate_limited", await laptop.RefusalAsync("message", new { companion = "dave", message = "hello" }));
        Assert.Null(await laptop.RefusalAsync("join_room", new { companion = "bob" }));
        Assert.Null(await phone.RefusalAsync("message", new { companion = "carol", message = "again" }));
    }

    [Fact]
    public async Task Events_are_bounded_over_all_sessions_of_a_user()
    {
        await using var server = await StartAsync("events-per-user.have-room = \"1 per 1h, burst 2\"");
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        await using var phone = await ChatClient.ConnectAsync(server.Url, alice);
        await using var laptop = await ChatClient.ConnectAsync(server.Url, alice);
        Assert.Equal("room_not_found", await phone.RefusalAsync("have_room", "x"));
        Assert.Equal("room_not_found", await laptop.RefusalAsync("have_room", "x"));
        Assert.Equal("rate_limited", await phone.RefusalAsync("have_room", "x"));
        Assert.Equal("rate_limited", await laptop.RefusalAsync("have_room", "x"));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/scalar/")]
    [InlineData("/nowhere")]
    [InlineData("/get-all-users")]
    public async Task Requests_from_one_address_are_bounded_whatever_they_ask_for_and_Socket_IO_is_counted_apart(string path)
    {
        await using var server = await StartAsync("requests-per-address = \"1 per 1h, burst 2\"");
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await StatusAsync(server, path));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await StatusAsync(server, path));
        using var refused = await server.Http.GetAsync(path);
        await AssertRefused(refused, "rate_limited", waitAtMost: 3600);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, Handshake));
    }

    [Fact]
    public async Task Unknown_tokens_are_bounded_by_address_and_known_ones_still_work()
    {
        await using var server = await StartAsync("unknown-tokens-per-address = \"1 per 1h, burst 2\"");
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        foreach (var status in new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests })
        {
            using var answer = await ListAsync(server, "/get-all-users", "GET", alice with { Token = "guess" + status });
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(status == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null);
        }

        using var logout = await ListAsync(server, "/logout", "POST", alice with { Token = "guess" });
        await AssertRefused(logout, "rate_limited", waitAtMost: 3600);
        using var let = await ListAsync(server, "/get-all-users", "GET", alice);
        Assert.Equal(HttpStatusCode.OK, let.StatusCode);
    }

    [Fact]
    public async Task A_refusal_says_in_milliseconds_when_the_request_will_be_admitted()
    {
        await using var server = await StartAsync("events.read = \"1 per 700ms, burst 1\"\nnew-rooms-per-user = \"1 per 1h, burst 1\"");
        await TestUser.RegisterAsync(server.Http, "bob");
        await using var client = await ChatClient.ConnectAsync(server.Url, await TestUser.RegisterAsync(server.Http, "alice"));
        Assert.Equal("room_not_found", await client.RefusalAsync("read", new { room = Guid.Empty, seq = 1 }));
        var refused = (await client.CallAsync("read", new { room = Guid.Empty, seq = 1 })).GetProperty("error");
        Assert.Equal("rate_limited", refused.GetProperty("code").GetString());
        var wait = refused.GetProperty("retryAfter").GetInt32();
        Assert.InRange(wait, 1, 700);
        await client.EmitAsync("read", new { room = Guid.Empty, seq = 1 });
        Assert.InRange((await client.NextAsync("chat_error")).GetProperty("retryAfter").GetInt32(), 1, wait);

        Assert.Null(await client.RefusalAsync("join_room", new { companion = "bob" }));
        await TestUser.RegisterAsync(server.Http, "carol");
        var opening = (await client.CallAsync("join_room", new { companion = "carol" })).GetProperty("error");
        Assert.InRange(opening.GetProperty("retryAfter").GetInt32(), 1, 3_600_000);
    }

    [Fact]
    public async Task A_client_that_continues_after_very_many_refusals_is_disconnected()
    {
        await using var server = await StartAsync("events.read = \"1 per 1h, burst 1\"\nrefusals-per-user = \"1 per 1h, burst 2\"");
        await using var client = await ChatClient.ConnectAsync(server.Url, await TestUser.RegisterAsync(server.Http, "alice"));
        for (var i = 0; i < 4; i++)
        {
            await client.EmitAsync("read", new { room = "x", seq = 1 });
        }

        await client.DisconnectedAsync();
        Assert.True(client.Has("chat_error"));
    }

    private static async Task OpenWebSocketAsync(OperatedServer server, string header, string value)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(header, value);
        await socket.ConnectAsync(new Uri(server.Url.Replace("http", "ws", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket"), CancellationToken.None);
    }

    private static Task<OperatedServer> StartAsync(string limits, string settings = "") =>
        OperatedServer.StartAsync(settings: $"actorchat.rate-limits {{\n{limits}\n}}\n{settings}");

    private static async Task<HttpStatusCode> StatusAsync(OperatedServer server, string path, string? forwardedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (forwardedFor is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        }

        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> LogInFromAsync(OperatedServer server, string address, string login, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = JsonContent.Create(new { login, password }) };
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> ListAsync(OperatedServer server, string path, string method, TestUser user)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new("Bearer", user.Token);
        return await server.Http.SendAsync(request);
    }

    private static async Task FailAsync(OperatedServer server, string login, HttpStatusCode expected)
    {
        using var answer = await server.Http.PostAsJsonAsync("/login", new { login, password = "another horse" });
        Assert.Equal(expected, answer.StatusCode);
    }

    private static async Task AssertRefused(HttpResponseMessage answer, string code, int waitAtMost)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, waitAtMost);
    }
}
