using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Accounts;

/// <summary>Who may register under which name; every registered user is always found.</summary>
public sealed class LoginRuleSpecs
{
    /// <summary>As raw JSON: a client's library would not write them.</summary>
    public static readonly TheoryData<string> NoLogins = [@"\uFFFE", @"a\uFFFE", @"\uFFFF", @"\uFDD0", @"a\u0000", @"\uDBFF\uDFFF", @"\u0378", @"e\uFFFE\u0301", "a b", "a/b", "😀"];

    [Theory]
    [MemberData(nameof(NoLogins))]
    public async Task An_invalid_login_is_a_clients_mistake_wherever_it_is(string text)
    {
        await using var server = await OperatedServer.StartAsync();
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        var bearer = new AuthenticationHeaderValue("Bearer", alice.Token);
        Assert.Equal((400, "invalid_login"), await PostAsync(server.Http, "/registr", $$"""{"login":"{{text}}","password":"correct horse"}"""));
        Assert.Equal((401, "invalid_credentials"), await PostAsync(server.Http, "/login", $$"""{"login":"{{text}}","password":"correct horse"}"""));
        server.Http.DefaultRequestHeaders.Authorization = bearer;
        Assert.Equal((403, "forbidden"), await PostAsync(server.Http, "/get-all-users", $$"""{"login":"{{text}}"}"""));
        Assert.Equal((403, "forbidden"), await PostAsync(server.Http, "/get-all-chats", $$"""{"login":"{{text}}"}"""));
        Assert.Equal((200, null), await PostAsync(server.Http, "/get-all-users", $$"""{"search":"{{text}}"}"""));
        var escaped = Uri.EscapeDataString(JsonSerializer.Deserialize<string>($"\"{text}\"")!);
        Assert.Equal(403, await GetAsync(server.Http, $"/get-all-users?login={escaped}"));
        Assert.Equal(200, await GetAsync(server.Http, $"/get-all-users?search={escaped}"));
        Assert.Equal(403, await GetAsync(server.Http, $"/get-all-chats?login={escaped}"));
        // A space in an operator's query stands for a plus, so it may be a login.
        Assert.Equal(text.Contains(' ', StringComparison.Ordinal) ? 200 : 400, await GetAsync(server.Admin, $"/admin/sessions?login={escaped}"));
        Assert.Equal((404, "user_not_found"), await PostAsync(server.Admin, $"/admin/users/block?login={escaped}", ""));
        Assert.Equal((404, "user_not_found"), await PostAsync(server.Admin, $"/admin/users/erase?login={escaped}", ""));

        await using var client = await ChatClient.ConnectAsync(server.Url, alice);
        var written = JsonSerializer.Deserialize<JsonElement>($"\"{text}\"");
        Assert.Equal("invalid_request", await client.RefusalAsync("join_room", new { companion = written }));
        Assert.Equal("invalid_request", await client.RefusalAsync("message", new { companion = written, message = "hi" }));
        Assert.Equal("forbidden", await client.RefusalAsync("join_room", new { login = written, companion = "bob" }));
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, alice with { Login = written.GetString()! }));
    }

    [Theory]
    [InlineData("boss\u034F", "invalid_login")]
    [InlineData("\uFF42\uFF4F\uFF53\uFF53", "invalid_login")]
    [InlineData("b\u043Ess", "invalid_login")]
    [InlineData("..", "invalid_login")]
    [InlineData("BOSS", "login_taken")]
    [InlineData("b0ss", "login_taken")]
    [InlineData("\u0412\u041E\u0405\u0405", "login_taken")]
    public async Task Nobody_registers_a_login_that_looks_like_an_existing_one(string login, string code)
    {
        await using var server = await OperatedServer.StartAsync();
        await TestUser.RegisterAsync(server.Http, "boss");
        Assert.Equal(code, (await PostAsync(server.Http, "/registr", JsonSerializer.Serialize(new { login, password = TestUser.Password }))).Code);
    }

    [Fact]
    public async Task A_user_registered_under_other_rules_logs_in_chats_and_can_be_administered()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.limits.login-length = 5");
        string[] odd = [".", "..", "a+b", "ann\u3164", "b\u043Eris", "\uFF43\uFF41\uFF52\uFF4C", new string('x', 64), string.Concat(Enumerable.Repeat("\U00010428", 1024))];
        var hash = (await server.Backend.Passwords.HashAsync(TestUser.Password))!;
        foreach (var login in odd)
        {
            Assert.True(await server.Backend.Storage.Accounts.RegisterAsync(Login.FromStored(login), hash), login);
        }

        var bob = await TestUser.RegisterAsync(server.Http, "bob");
        await using var atBob = await ChatClient.ConnectAsync(server.Url, bob);
        foreach (var login in odd)
        {
            var user = await TestUser.LogInAsync(server.Http, login);
            await using (var session = await ChatClient.ConnectAsync(server.Url, user))
            {
                Assert.Equal(1, (await atBob.CallAsync("message", new { companion = login, message = "hi" })).GetProperty("seq").GetInt32());
                Assert.Equal(2, (await session.CallAsync("message", new { login, companion = "bob", message = "hello" })).GetProperty("seq").GetInt32());
                using var http = new HttpClient { BaseAddress = new Uri(server.Url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", user.Token) } };
                Assert.Equal((200, null), await PostAsync(http, "/get-all-chats", JsonSerializer.Serialize(new { login })));
                Assert.Equal((200, null), await PostAsync(server.Admin, "/admin/users/end-sessions", JsonSerializer.Serialize(new { login })));
                await session.DisconnectedAsync();
            }

            Assert.Equal((200, null), await PostAsync(server.Admin, "/admin/users/block", JsonSerializer.Serialize(new { login })));
            Assert.Equal(401, (await PostAsync(server.Http, "/login", JsonSerializer.Serialize(new { login, password = TestUser.Password }))).Status);
            if (login.Length < 100)
            {
                Assert.Equal(200, await GetAsync(server.Admin, $"/admin/sessions?login={Uri.EscapeDataString(login)}"));
                Assert.Equal((204, null), await PostAsync(server.Admin, $"/admin/users/unblock?login={Uri.EscapeDataString(login)}", ""));
            }

            Assert.Equal((200, null), await PostAsync(server.Admin, "/admin/users/erase", JsonSerializer.Serialize(new { login })));
            Assert.Equal("user_not_found", await atBob.RefusalAsync("message", new { companion = login, message = "hi" }));
        }

        Assert.Equal((400, "invalid_login"), await PostAsync(server.Http, "/registr", """{"login":"sixsix","password":"correct horse"}"""));
        Assert.Equal((404, "user_not_found"), await PostAsync(server.Admin, "/admin/users/block", ""));
        Assert.Equal((400, "invalid_request"), await PostAsync(server.Admin, "/admin/users/block", "{"));
    }

    [Fact]
    public async Task A_plus_that_is_not_escaped_in_a_query_is_a_plus()
    {
        await using var server = await OperatedServer.StartAsync();
        await TestUser.RegisterAsync(server.Http, "a+b");
        Assert.Equal((200, null), await PostAsync(server.Admin, "/admin/users/block?login=a+b", ""));
        Assert.Equal((204, null), await PostAsync(server.Admin, "/admin/users/a+b/unblock", ""));
    }

    [Fact]
    public async Task A_message_that_was_stored_under_other_limits_gets_its_first_answer_again()
    {
        var server = new RunningServer();
        await server.InitializeAsync();
        try
        {
            var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
            var (text, id) = (new string('x', 200), new string('c', 60));
            await using (var session = await ChatClient.ConnectAsync(server.Url, alice))
            {
                await session.CallAsync("message", new { companion = "bob", message = text, clientMessageId = id });
            }

            await server.RestartAsync("actorchat.limits { message-length = 100, client-message-id-length = 20 }");
            await using var again = await ChatClient.ConnectAsync(server.Url, alice);
            var repeated = await again.CallAsync("message", new { companion = "bob", message = text, clientMessageId = id });
            Assert.Equal((1, true), (repeated.GetProperty("seq").GetInt32(), repeated.TryGetProperty("time", out _)));
            Assert.Equal("message_too_long", await again.RefusalAsync("message", new { companion = "bob", message = text, clientMessageId = "new" }));
            Assert.Equal("message_too_long", await again.RefusalAsync("message", new { companion = "bob", message = text }));
            Assert.Equal("invalid_request", await again.RefusalAsync("message", new { companion = "bob", message = "hi", clientMessageId = new string('d', 60) }));
            Assert.Equal(text, (await again.CallAsync("have_room", new { room = repeated.GetProperty("room").GetString() })).GetProperty("messages")[0].GetProperty("message").GetString());
            Assert.NotEmpty(bob.Token);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<(int Status, string? Code)> PostAsync(HttpClient http, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(path, json.Length == 0 ? null : content);
        var code = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            : null;
        return ((int)answer.StatusCode, code);
    }

    private static async Task<int> GetAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return (int)answer.StatusCode;
    }
}
