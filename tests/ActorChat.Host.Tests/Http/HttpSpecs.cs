using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Http;

/// <summary>The HTTP interface over real Kestrel.</summary>
public sealed class HttpSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Json = "application/json";

    [Fact]
    public async Task A_user_registers_logs_in_and_logs_out()
    {
        var login = Unique("Zoé");
        using var registered = await PostAsync("/registr", new { login, password = TestUser.Password });
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        Assert.Equal(login, (await BodyOf(registered)).GetProperty("login").GetString());

        // In capitals and with the accent as a separate mark: the same login, answered as it was registered.
        using var loggedIn = await PostAsync("/login", new { login = login.ToUpperInvariant().Normalize(NormalizationForm.FormD), password = TestUser.Password });
        Assert.Equal(HttpStatusCode.OK, loggedIn.StatusCode);
        var body = await BodyOf(loggedIn);
        Assert.Equal(login, body.GetProperty("login").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", body.GetProperty("expiresAt").GetString());

        var token = body.GetProperty("token").GetString()!;
        using var loggedOut = await SendAsync(HttpMethod.Post, "/logout", token);
        Assert.Equal(HttpStatusCode.NoContent, loggedOut.StatusCode);
        await AssertProblem(await SendAsync(HttpMethod.Get, "/get-all-chats", token), HttpProblem.InvalidToken);
    }

    public static TheoryData<string, string, string, string, int, string> Refusals => new()
    {
        { "POST", "/registr", Json, """{"login":"bad name","password":"correct horse"}""", 400, "invalid_login" },
        { "POST", "/registr", Json, """{"login":"","password":"correct horse"}""", 400, "invalid_login" },
        { "POST", "/registr", Json, """{"password":"correct horse"}""", 400, "invalid_login" },
        { "POST", "/registr", Json, """{"login":"somebody"}""", 400, "invalid_password" },
        { "POST", "/registr", Json, """{"login":"somebody","password":"1234567"}""", 400, "invalid_password" },
        { "POST", "/registr", Json, $$"""{"login":"somebody","password":"{{new string('x', 257)}}"}""", 400, "invalid_password" },
        { "POST", "/registr", Json, """{"login":5,"password":"correct horse"}""", 400, "invalid_request" },
        { "POST", "/registr", Json, """{"login":"a\ud800","password":"correct horse"}""", 400, "invalid_request" },
        { "POST", "/registr", Json, """{"login":"somebody",""", 400, "invalid_request" },
        { "POST", "/registr", Json, """{"login":"somebody","password":"correct horse"} {}""", 400, "invalid_request" },
        { "POST", "/registr", Json, "null", 400, "invalid_request" },
        { "POST", "/registr", Json, "[]", 400, "invalid_request" },
        { "POST", "/registr", Json, "", 400, "invalid_request" },
        { "POST", "/registr", "text/plain", """{"login":"somebody","password":"correct horse"}""", 400, "invalid_request" },
        { "POST", "/registr", "application/x-www-form-urlencoded", "login=somebody&password=correct+horse", 400, "invalid_request" },
        { "POST", "/login", Json, """{"login":"nobody","password":"correct horse"}""", 401, "invalid_credentials" },
        { "POST", "/login", Json, """{"login":"no body","password":"x"}""", 401, "invalid_credentials" },
        { "POST", "/login", Json, """{"login":"nobody"}""", 400, "invalid_request" },
        { "POST", "/login", Json, """{"password":"correct horse"}""", 400, "invalid_request" },
        { "POST", "/login", Json, "{", 400, "invalid_request" },
        { "POST", "/logout", Json, "{}", 401, "invalid_token" },
        { "GET", "/get-all-users", "", "", 401, "invalid_token" },
        { "POST", "/get-all-users", Json, "{}", 401, "invalid_token" },
        { "GET", "/get-all-chats", "", "", 401, "invalid_token" },
        { "POST", "/get-all-chats", Json, "{", 401, "invalid_token" },
        { "GET", "/registr", "", "", 405, "method_not_allowed" },
        { "DELETE", "/login", "", "", 405, "method_not_allowed" },
        { "GET", "/logout", "", "", 405, "method_not_allowed" },
        { "PUT", "/get-all-users", Json, "{}", 405, "method_not_allowed" },
        { "POST", "/health/live", Json, "{}", 405, "method_not_allowed" },
        { "GET", "/no-such-page", "", "", 404, "not_found" },
        { "GET", "/get-all-messages", "", "", 404, "not_found" },
        { "GET", "/socket.io", "", "", 404, "not_found" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_problem_details_with_a_stable_code(string method, string path, string type, string body, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (type.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var answer = await server.Http.SendAsync(request);
        await AssertProblem(answer, status, code);
    }

    public static TheoryData<string, string, int, string> RefusalsWithToken => new()
    {
        { "GET", "/get-all-users?login=somebody-else", 403, "forbidden" },
        { "GET", "/get-all-users?login=", 403, "forbidden" },
        { "GET", "/get-all-chats?login=somebody-else", 403, "forbidden" },
        { "GET", "/get-all-users?limit=0", 400, "invalid_request" },
        { "GET", "/get-all-users?limit=201", 400, "invalid_request" },
        { "GET", "/get-all-users?limit=many", 400, "invalid_request" },
        { "GET", "/get-all-users?cursor=x", 400, "invalid_request" },
        { "GET", "/get-all-chats?limit=-1", 400, "invalid_request" },
        { "GET", "/get-all-chats?cursor=%FF%00", 400, "invalid_request" },
        { "GET", "/get-all-chats?id=nowhere", 404, "room_not_found" },
        { "GET", "/get-all-chats?id=0f8fad5b-d9cb-569f-a165-70867728950e", 404, "room_not_found" },
        { "POST /get-all-users", """{"login":"somebody-else"}""", 403, "forbidden" },
        { "POST /get-all-users", """{"limit":"50"}""", 400, "invalid_request" },
        { "POST /get-all-users", """{"cursor":"x"}""", 400, "invalid_request" },
        { "POST /get-all-users", "[", 400, "invalid_request" },
        { "POST /get-all-chats", """{"login":"somebody-else"}""", 403, "forbidden" },
        { "POST /get-all-chats", """{"id":"nowhere"}""", 404, "room_not_found" },
        { "POST /get-all-chats", """{"id":7}""", 400, "invalid_request" },
        { "POST /get-all-chats", """{"cursor":"x"}""", 400, "invalid_request" },
    };

    [Theory]
    [MemberData(nameof(RefusalsWithToken))]
    public async Task A_caller_with_a_token_is_refused_what_is_wrong(string request, string pathOrBody, int status, string code)
    {
        var user = await server.RegisterAsync("caller");
        using var answer = request.Split(' ') is [_, var path]
            ? await SendAsync(HttpMethod.Post, path, user.Token, new StringContent(pathOrBody, Encoding.UTF8, Json))
            : await SendAsync(HttpMethod.Get, pathOrBody, user.Token);
        await AssertProblem(answer, status, code);
    }

    [Fact]
    public async Task A_login_is_taken_in_whatever_spelling()
    {
        var user = await server.RegisterAsync("taken");
        using var answer = await PostAsync("/registr", new { login = user.Login.ToUpperInvariant(), password = "another password" });
        await AssertProblem(answer, HttpProblem.LoginTaken);
    }

    [Theory]
    [InlineData("\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600", 400)]
    [InlineData("\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600", 201)]
    [InlineData("        ", 201)]
    [InlineData("a\u0000bcdefgh", 201)]
    public async Task A_password_is_counted_in_code_points_and_may_be_any_unicode(string password, int status)
    {
        using var answer = await PostAsync("/registr", new { login = Unique("password"), password });
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_gets_the_answer_of_an_unknown_login()
    {
        var user = await server.RegisterAsync("known");
        using var wrong = await PostAsync("/login", new { login = user.Login, password = "wrong horse" });
        using var unknown = await PostAsync("/login", new { login = Unique("unknown"), password = "wrong horse" });
        await AssertProblem(wrong, HttpProblem.InvalidCredentials);
        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
        Assert.Equal(await wrong.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Too_many_failed_logins_are_refused_with_the_time_to_wait_and_other_logins_are_not()
    {
        var user = await server.RegisterAsync("guessed");
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var wrong = await PostAsync("/login", new { login = user.Login, password = "wrong horse" });
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var refused = await PostAsync("/login", new { login = user.Login, password = TestUser.Password });
        await AssertProblem(refused, HttpProblem.TooManyAttempts);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        await server.RegisterAsync("another");
    }

    [Theory]
    [InlineData("/registr", false)]
    [InlineData("/login", false)]
    [InlineData("/get-all-users", true)]
    [InlineData("/get-all-chats", true)]
    public async Task A_body_that_is_too_large_is_refused_whether_it_says_its_length_or_not(string path, bool withToken)
    {
        var token = withToken ? (await server.RegisterAsync("large")).Token : null;
        var body = Encoding.UTF8.GetBytes($$"""{"login":"{{new string('x', 70_000)}}"}""");
        foreach (var chunked in new[] { false, true })
        {
            using var content = chunked ? (HttpContent)new StreamContent(new UnknownLengthStream(body)) : new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(Json);
            using var answer = await SendAsync(HttpMethod.Post, path, token, content);
            await AssertProblem(answer, HttpProblem.BodyTooLarge);
        }
    }

    [Fact]
    public async Task A_missing_and_a_wrong_token_are_challenged()
    {
        using var missing = await SendAsync(HttpMethod.Get, "/get-all-users");
        using var wrong = await SendAsync(HttpMethod.Get, "/get-all-users", "wrong");
        Assert.Equal("Bearer", missing.Headers.WwwAuthenticate.ToString());
        Assert.Equal("Bearer error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task All_users_but_the_caller_come_page_by_page_in_login_order()
    {
        var prefix = Unique("page");
        var users = new List<TestUser>();
        foreach (var letter in "cabed")
        {
            users.Add(await TestUser.RegisterAsync(server.Http, $"{prefix}-{letter}"));
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            using var answer = await SendAsync(HttpMethod.Get, $"/get-all-users?login={users[0].Login}&search={prefix.ToUpperInvariant()}&limit=3&cursor={cursor}".Replace("&cursor=", cursor is null ? "" : "&cursor=", StringComparison.Ordinal), users[0].Token);
            var page = await BodyOf(answer);
            var entries = page.GetProperty("users").EnumerateArray().ToList();
            Assert.InRange(entries.Count, 1, 3);
            Assert.All(entries, entry => Assert.False(entry.GetProperty("online").GetBoolean()));
            Assert.All(entries, entry => Assert.Equal(JsonValueKind.Null, entry.GetProperty("lastSeen").ValueKind));
            seen.AddRange(entries.Select(entry => entry.GetProperty("login").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal("abde".Select(letter => $"{prefix}-{letter}"), seen);
    }

    [Fact]
    public async Task A_post_takes_the_parameters_of_a_get_and_an_empty_body_has_none()
    {
        var user = await server.RegisterAsync("post");
        using var empty = await SendAsync(HttpMethod.Post, "/get-all-users", user.Token);
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
        using var one = await SendAsync(HttpMethod.Post, "/get-all-users", user.Token, JsonContent.Create(new { login = user.Login, limit = 1, search = (string?)null }));
        Assert.Single((await BodyOf(one)).GetProperty("users").EnumerateArray());
        using var chats = await SendAsync(HttpMethod.Post, "/get-all-chats", user.Token, JsonContent.Create(new { limit = 1 }));
        Assert.Equal("""{"chats":[],"next":null}""", await chats.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/health/live", "process")]
    [InlineData("/health/ready", "rooms", "journal", "tables", "accepting")]
    public async Task Health_names_each_check(string path, params string[] checks)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        var body = await BodyOf(answer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("ok", body.GetProperty("status").GetString());
        Assert.Equal(checks, body.GetProperty("checks").EnumerateObject().Select(check => check.Name));
    }

    [Fact]
    public async Task The_description_names_every_endpoint_and_the_page_to_try_it_from_is_there()
    {
        using var description = JsonDocument.Parse(await server.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        var paths = description.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["/change-password", "/export", "/get-all-chats", "/get-all-users", "/health/live", "/health/ready", "/login", "/logout", "/registr"], paths);
        using var page = await server.Http.GetAsync(new Uri("/scalar", UriKind.Relative));
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/registr", "POST")]
    [InlineData("/login", "POST")]
    [InlineData("/logout", "POST")]
    [InlineData("/get-all-users", "GET")]
    [InlineData("/get-all-chats", "POST")]
    [InlineData("/health/live", "GET")]
    [InlineData("/health/ready", "GET")]
    [InlineData("/openapi/v1.json", "GET")]
    public async Task Every_endpoint_answers_the_preflight(string path, string method)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://chat.example");
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains("authorization", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/get-all-users")]
    [InlineData("/nowhere")]
    [InlineData("/socket.io/?EIO=4&transport=polling")]
    public async Task Answers_and_refusals_carry_the_cors_header(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "https://chat.example");
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    private static string Unique(string name) => $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)];

    private Task<HttpResponseMessage> PostAsync(string path, object body) => server.Http.PostAsJsonAsync(path, body);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await server.Http.SendAsync(request);
    }

    private static Task<JsonElement> BodyOf(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();

    private static Task AssertProblem(HttpResponseMessage answer, HttpProblem problem) => AssertProblem(answer, problem.Status, problem.Code);

    private static async Task AssertProblem(HttpResponseMessage answer, int status, string code)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var body = await BodyOf(answer);
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.NotEmpty(body.GetProperty("title").GetString()!);
    }

    /// <summary>A body whose length is not known beforehand, so it is sent in chunks.</summary>
    private sealed class UnknownLengthStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
