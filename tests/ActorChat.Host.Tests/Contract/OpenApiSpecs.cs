using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Contract;

/// <summary>clients/contract/openapi.json is what the server serves, and what is answered over HTTP has the form that it says.</summary>
public sealed class OpenApiSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly ContractFile s_file = new("openapi.json");

    private static readonly JsonSerializerOptions s_form = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_file_is_what_the_server_serves_but_for_its_address()
    {
        var served = await ServedAsync();
        Assert.True(served.Remove("servers"));
        await s_file.CompareAsync(served.ToJsonString(s_form) + "\n");
    }

    [Fact]
    public async Task All_answers_and_refusals_have_the_form_of_the_document()
    {
        var served = await ServedAsync();
        var credentials = new { login = $"alice-{Guid.NewGuid():N}", password = "correct horse" };
        await CheckAsync(served, "POST", "/registr", 201, credentials);
        await CheckAsync(served, "POST", "/registr", 409, credentials);
        await CheckAsync(served, "POST", "/registr", 400, new { credentials.login });
        await CheckAsync(served, "POST", "/login", 401, new { credentials.login, password = "wrong horse" });
        var first = (await CheckAsync(served, "POST", "/login", 200, credentials)).GetProperty("token").GetString()!;
        var changed = await CheckAsync(served, "POST", "/change-password", 200, new { credentials.password, newPassword = "another horse" }, first);
        var (alice, bob) = (new TestUser(credentials.login, changed.GetProperty("token").GetString()!), await server.RegisterAsync("bob"));
        await CheckAsync(served, "GET", "/get-all-chats", 200, token: alice.Token);
        await using (var client = await ChatClient.ConnectAsync(server.Url, alice))
        {
            var sent = await client.CallAsync("message", new { companion = bob.Login, message = "hello" });
            await CheckAsync(served, "GET", "/get-all-chats", 200, token: alice.Token);
            var room = sent.GetProperty("room").GetString();
            await client.CallAsync("message", new { room, message = "hello", replyTo = 1, clientMessageId = "one" });
            await client.CallAsync("edit", new { room, seq = 2, message = "hello again" });
            await client.CallAsync("react", new { room, seq = 2, reaction = "👍", on = true });
            await CheckAsync(served, "POST", "/get-all-chats", 200, new { id = room }, alice.Token);
            await client.CallAsync("delete", new { room, seq = 2 });
        }

        await CheckAsync(served, "POST", "/get-all-chats", 200, new { limit = 1 }, bob.Token);
        await CheckAsync(served, "GET", "/get-all-users", 200, token: alice.Token);
        await CheckAsync(served, "POST", "/get-all-users", 200, new { limit = 1 }, bob.Token);
        await CheckAsync(served, "GET", "/get-all-users", 401);
        await CheckAsync(served, "POST", "/get-all-chats", 404, new { id = "nowhere" }, alice.Token);
        await CheckAsync(served, "GET", "/health/live", 200);
        await CheckAsync(served, "GET", "/health/ready", 200);
    }

    [Theory]
    [InlineData("LoggedInBody", """{"login":"a","token":"t"}""")]
    [InlineData("UserBody", """{"login":"a","online":true,"lastSeen":null,"more":1}""")]
    [InlineData("ProblemDetails", """{"type":"about:blank","title":"t","status":400}""")]
    [InlineData("MessageBody", """{"room":"r","id":1,"seq":1,"login":"a","message":"m","time":"t","isRead":true,"deleted":false}""")]
    [InlineData("MessageBody", """{"room":"r","id":1,"seq":1,"login":"a","message":"m","time":"t","isRead":true,"replyTo":null}""")]
    public async Task An_answer_of_the_wrong_form_is_found(string schema, string answer)
    {
        var components = (await ServedAsync())["components"]!;
        ClosedSchemas.Close(components);
        using var json = JsonDocument.Parse(answer);
        Assert.NotEmpty(ClosedSchemas.Check(schema, components["schemas"]![schema]!, components, json.RootElement));
    }

    private async Task<JsonObject> ServedAsync() =>
        JsonNode.Parse(await server.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!.AsObject();

    /// <summary>Asks, and compares status, content type and body with the description of that operation.</summary>
    private async Task<JsonElement> CheckAsync(JsonObject served, string method, string path, int status, object? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var described = served["paths"]![path]![method.ToLowerInvariant()]!["responses"]![$"{status}"]!["content"]!.AsObject();
        var components = served["components"]!.DeepClone();
        ClosedSchemas.Close(components);
        var (type, form) = Assert.Single(described);
        Assert.Equal(answer.Content.Headers.ContentType?.MediaType, type);
        Assert.Empty(ClosedSchemas.Check($"{method} {path} {status}", form!["schema"]!, components, told));
        return told;
    }
}
