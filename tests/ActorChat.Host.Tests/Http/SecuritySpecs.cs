using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Http;

public sealed class SecuritySpecs
{
    [Theory]
    [InlineData("password1", "most common")]
    [InlineData("PassWord123", "most common")]
    [InlineData("qwertyuiop", "most common")]
    [InlineData("jennifer", "most common")]
    [InlineData("Alice.Liddell", "the login")]
    [InlineData("ACTORCHAT", "the server's name")]
    public async Task The_most_common_passwords_are_refused(string password, string reason)
    {
        await using var server = await OperatedServer.StartAsync();
        using var refused = await server.Http.PostAsJsonAsync("/registr", new { login = "alice.liddell", password });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("invalid_password", problem.GetProperty("code").GetString());
        Assert.Contains(reason, problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("length", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_is_too_short_is_refused_for_its_length()
    {
        await using var server = await OperatedServer.StartAsync();
        using var refused = await server.Http.PostAsJsonAsync("/registr", new { login = "alice", password = "horse" });
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("invalid_password", problem.GetProperty("code").GetString());
        Assert.Contains("length", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("8 to 256", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_can_be_allowed_by_a_setting()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.security.refuse-common-passwords = off");
        using var taken = await server.Http.PostAsJsonAsync("/registr", new { login = "alice", password = "password1" });
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Fact]
    public async Task A_changed_password_ends_all_tokens_and_sessions_and_gives_a_new_token()
    {
        await using var server = await OperatedServer.StartAsync();
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        var elsewhere = await TestUser.LogInAsync(server.Http, "alice");
        await using var session = await ChatClient.ConnectAsync(server.Url, elsewhere);

        using var changed = await ChangeAsync(server, alice.Token, TestUser.Password, "a better horse");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var token = (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        await session.DisconnectedAsync();
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, elsewhere));
        await using var again = await ChatClient.ConnectAsync(server.Url, alice with { Token = token });

        using var old = await server.Http.PostAsJsonAsync("/login", new { login = "alice", password = TestUser.Password });
        Assert.Equal("invalid_credentials", await CodeOf(old));
        using var renewed = await server.Http.PostAsJsonAsync("/login", new { login = "alice", password = "a better horse" });
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
    }

    [Fact]
    public async Task A_password_is_changed_only_with_the_current_one_and_only_to_a_legal_one()
    {
        await using var server = await OperatedServer.StartAsync();
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        using var wrong = await ChangeAsync(server, alice.Token, "another horse", "a better horse");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_credentials"), (wrong.StatusCode, await CodeOf(wrong)));
        using var common = await ChangeAsync(server, alice.Token, TestUser.Password, "password1");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_password"), (common.StatusCode, await CodeOf(common)));
        using var lacking = await ChangeAsync(server, alice.Token, TestUser.Password, null);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (lacking.StatusCode, await CodeOf(lacking)));
        using var stranger = await ChangeAsync(server, "no token", TestUser.Password, "a better horse");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (stranger.StatusCode, await CodeOf(stranger)));
        await TestUser.LogInAsync(server.Http, "alice");
    }

    [Theory]
    [InlineData("https://chat.example", "polling", HttpStatusCode.OK)]
    [InlineData("https://evil.example", "polling", HttpStatusCode.Forbidden)]
    [InlineData("https://evil.example", "websocket", HttpStatusCode.Forbidden)]
    [InlineData(null, "polling", HttpStatusCode.OK)]
    public async Task Only_pages_of_allowed_origins_connect_by_either_transport(string? origin, string transport, HttpStatusCode expected)
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.http.cors-origins = [\"https://chat.example\"]");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/socket.io/?EIO=4&transport={transport}");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Every_answer_tells_browsers_to_be_careful()
    {
        await using var server = await OperatedServer.StartAsync();
        foreach (var path in new[] { "/health/live", "/get-all-chats", "/nowhere", "/socket.io/?EIO=4&transport=polling" })
        {
            using var answer = await server.Http.GetAsync(path);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task A_request_line_or_headers_past_the_limits_are_refused()
    {
        await using var server = await OperatedServer.StartAsync();
        using var longQuery = await server.Http.GetAsync("/health/live?q=" + new string('x', 9000));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, longQuery.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Long", new string('x', 40_000));
        using var longHeaders = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, longHeaders.StatusCode);
    }

    private static async Task<HttpResponseMessage> ChangeAsync(OperatedServer server, string token, string password, string? newPassword)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/change-password") { Content = JsonContent.Create(new { password, newPassword }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await server.Http.SendAsync(request);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
