using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Admin;

public sealed class AdminSpecs
{
    [Fact]
    public async Task Without_a_token_in_the_environment_there_is_no_admin_interface()
    {
        await using var server = await OperatedServer.StartAsync(adminToken: null);
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/admin/sessions"), (HttpMethod.Post, "/admin/users/alice/block"), (HttpMethod.Get, "/admin"), (HttpMethod.Put, "/admin/nowhere") })
        {
            using var request = new HttpRequestMessage(method, path);
            using var answer = await server.Admin.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("admin_off", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        }

        using var elsewhere = await server.Admin.GetAsync("/nowhere");
        Assert.Equal("not_found", (await elsewhere.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Nobody_uses_it_without_the_token_and_the_chats_address_does_not_have_it()
    {
        await using var server = await OperatedServer.StartAsync();
        server.Admin.DefaultRequestHeaders.Authorization = new("Bearer", "a guess");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, HttpMethod.Get, "/admin/sessions"));
        server.Admin.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, HttpMethod.Get, "/admin/limits"));
        using var answer = await server.Http.GetAsync("/admin/sessions");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using var metrics = await server.Http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);
    }

    [Fact]
    public async Task Sessions_and_rooms_are_listed_and_a_session_is_ended()
    {
        await using var server = await OperatedServer.StartAsync();
        var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
        await using var client = await ChatClient.ConnectAsync(server.Url, alice);
        await using var other = await ChatClient.ConnectAsync(server.Url, bob);
        var room = (await client.CallAsync("join_room", new { companion = "bob" })).GetProperty("room").GetString();

        var rooms = await server.Admin.GetFromJsonAsync<JsonElement>("/admin/rooms");
        Assert.Equal(room, Assert.Single(rooms.GetProperty("rooms").EnumerateArray()).GetString());
        var all = await server.Admin.GetFromJsonAsync<JsonElement>("/admin/sessions");
        Assert.Equal(["alice", "bob"], all.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("login").GetString()!).Order());
        var ofAlice = await server.Admin.GetFromJsonAsync<JsonElement>("/admin/sessions?login=Alice");
        var id = Assert.Single(ofAlice.GetProperty("sessions").EnumerateArray()).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(server, HttpMethod.Delete, $"/admin/sessions/{id}"));
        await client.DisconnectedAsync();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, HttpMethod.Delete, "/admin/sessions/nobody"));
    }

    [Theory]
    [InlineData("DELETE", "/admin/sessions/nobody", "session_not_found", "There is no such session.")]
    [InlineData("POST", "/admin/users/nobody/block", "user_not_found", "There is no such user.")]
    [InlineData("POST", "/admin/users/nobody/unblock", "user_not_found", "There is no such user.")]
    [InlineData("POST", "/admin/users/nobody/end-sessions", "user_not_found", "There is no such user.")]
    [InlineData("POST", "/admin/users/end-sessions?login=nobody", "user_not_found", "There is no such user.")]
    [InlineData("POST", "/admin/users/nobody/erase", "user_not_found", "There is no such user.")]
    [InlineData("GET", "/admin/users/nobody", "user_not_found", "There is no such user.")]
    [InlineData("GET", "/admin/user?login=nobody", "user_not_found", "There is no such user.")]
    [InlineData("GET", "/admin/nowhere", "not_found", "There is no such end point.")]
    [InlineData("GET", "/admin", "not_found", "There is no such end point.")]
    public async Task What_there_is_not_is_named(string method, string path, string code, string title)
    {
        await using var server = await OperatedServer.StartAsync();
        using var answer = await server.Admin.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((code, title), (problem.GetProperty("code").GetString(), problem.GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData("/admin/sessions?limit=-5")]
    [InlineData("/admin/rooms?limit=1001")]
    [InlineData("/admin/users?limit=abc")]
    [InlineData("/admin/security?limit=99999999999")]
    [InlineData("/admin/audit?limit=")]
    public async Task A_limit_out_of_its_range_is_refused_by_name(string path)
    {
        await using var server = await OperatedServer.StartAsync();
        using var answer = await server.Admin.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("limit must be a whole number from 1 to 1000.", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_blocked_user_is_out_at_once_and_stays_out_until_unblocked()
    {
        await using var server = await OperatedServer.StartAsync();
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        await using var client = await ChatClient.ConnectAsync(server.Url, alice);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, HttpMethod.Post, "/admin/users/alice/block"));
        await client.DisconnectedAsync();
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, alice));
        using var refused = await server.Http.PostAsJsonAsync("/login", new { login = "alice", password = TestUser.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(server, HttpMethod.Post, "/admin/users/alice/unblock"));
        await TestUser.LogInAsync(server.Http, "alice");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, HttpMethod.Post, "/admin/users/nobody/block"));
    }

    /// <summary>An erasure cannot be undone.</summary>
    [Theory]
    [InlineData("/admin/users/alice/block?login=bob", null)]
    [InlineData("/admin/users/block?login=alice&login=bob", null)]
    [InlineData("/admin/users/block?login=alice", "bob")]
    [InlineData("/admin/users/alice/erase", "bob")]
    public async Task If_two_logins_are_named_neither_is_touched(string path, string? inBody)
    {
        await using var server = await OperatedServer.StartAsync();
        await TestUser.RegisterAsync(server.Http, "alice");
        await TestUser.RegisterAsync(server.Http, "bob");
        using var answer = await server.Admin.PostAsync(path, inBody is null ? null : JsonContent.Create(new { login = inBody }));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await TestUser.LogInAsync(server.Http, "alice");
        await TestUser.LogInAsync(server.Http, "bob");
    }

    [Fact]
    public async Task A_limit_that_is_set_holds_at_once()
    {
        await using var server = await OperatedServer.StartAsync();
        await using var client = await ChatClient.ConnectAsync(server.Url, await TestUser.RegisterAsync(server.Http, "alice"));
        using var set = await server.Admin.PutAsJsonAsync("/admin/limits/events.read", new { limit = "1 per 1h, burst 1" });
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal("1 per 1h, burst 1", (await server.Admin.GetFromJsonAsync<JsonElement>("/admin/limits")).GetProperty("events.read").GetString());
        Assert.Equal("room_not_found", await client.RefusalAsync("read", new { room = "x", seq = 1 }));
        Assert.Equal("rate_limited", await client.RefusalAsync("read", new { room = "x", seq = 1 }));
        using var wrong = await server.Admin.PutAsJsonAsync("/admin/limits/events.read", new { limit = "many" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var unknown = await server.Admin.PutAsJsonAsync("/admin/limits/nothing", new { limit = "off" });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(OperatedServer server, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await server.Admin.SendAsync(request);
        return answer.StatusCode;
    }
}
