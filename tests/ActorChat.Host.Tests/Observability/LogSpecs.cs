using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Observability;

public sealed class LogSpecs : IDisposable
{
    private const string Message = "the text of a message";
    private const string Reaction = "so-very-secret";
    private const string TypedAsLogin = "a password typed as the login";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task No_password_token_or_message_is_ever_in_a_log_however_much_is_logged(string format)
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", $$"""
            actorchat.log.level = debug
            actorchat.log.format = {{format}}
            actorchat.passwords { memory = 64KiB, iterations = 1 }
            actorchat.metrics.listen = "127.0.0.1:0"
            actorchat.stopping.notice = 0s
            """), variable: "ACTORCHAT_ADMIN_TOKEN=the operators' own token, long enough");
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var (alice, bob) = (await TestUser.RegisterAsync(http, "alice"), await TestUser.RegisterAsync(http, "bob"));
        using (await http.PostAsJsonAsync("/login", new { login = TypedAsLogin.Replace(' ', '.'), password = "another horse" }))
        using (await http.PostAsJsonAsync("/login", new { login = "alice", password = "another horse" }))
        using (await http.PostAsJsonAsync("/registr", new { login = "carol", password = new string('p', 300) }))
        using (await http.GetAsync($"/get-all-chats?token={alice.Token}"))
        {
        }

        using var change = new HttpRequestMessage(HttpMethod.Post, "/change-password") { Content = JsonContent.Create(new { password = TestUser.Password, newPassword = "a better horse" }) };
        change.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bob.Token);
        using (var changed = await http.SendAsync(change))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        await using (var client = await ChatClient.ConnectAsync(server.Url, alice))
        {
            await client.CallAsync("message", new { companion = "bob", message = Message });
            await client.RefusalAsync("message", new { companion = "bob", message = Message + new string('m', 5000) });
            await client.RefusalAsync("message", new { companion = "nobody", message = Message });
            var room = (await client.CallAsync("join_room", new { companion = "bob" })).GetProperty("room").GetString();
            await client.CallAsync("edit", new { room, seq = 1, message = Message + " now", operationId = "one" });
            await client.CallAsync("react", new { room, seq = 1, reaction = Reaction, on = true });
            await client.RefusalAsync("react", new { room, seq = 1, reaction = Message, on = true });
            await client.RefusalAsync("edit", new { room, seq = 9, message = Message });
            await client.CallAsync("delete", new { room, seq = 1 });
            await client.RefusalAsync(Message, new { message = Message });
        }

        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, alice with { Token = bob.Token }));
        await server.HeardAsync(format == "text" ? "of alice ended" : "\"Login\":\"alice\",\"Seconds\"");
        Assert.Equal(0, await server.TerminateAsync());

        var log = string.Join('\n', server.Output);
        foreach (var secret in new[] { TestUser.Password, "another horse", "a better horse", alice.Token, bob.Token, Message, Reaction, TypedAsLogin.Replace(' ', '.'), "the operators' own token, long enough", "pppppppp", "mmmmmmmm" })
        {
            Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase);
        }

        // It did log: the security events are there.
        Assert.Contains("an unknown login", log, StringComparison.Ordinal);
        Assert.Contains("changed the password", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task A_flood_of_refused_tokens_hides_neither_failed_logins_nor_logins_nor_changes_of_password(string format)
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", $$"""
            actorchat.log.format = {{format}}
            actorchat.passwords { memory = 64KiB, iterations = 1 }
            actorchat.metrics.listen = off
            actorchat.stopping.notice = 0s
            """), variable: "TZ=Asia/Tokyo");
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var before = TimeProvider.System.GetUtcNow();
        var alice = await TestUser.RegisterAsync(http, "alice");
        await Parallel.ForEachAsync(Enumerable.Range(0, 700), async (number, stop) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/get-all-users");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"guess{number}");
            using var refused = await http.SendAsync(request, stop);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        });
        for (var i = 0; i < 8; i++)
        {
            using var failed = await http.PostAsJsonAsync("/login", new { login = "alice", password = "another horse" });
        }

        using var change = new HttpRequestMessage(HttpMethod.Post, "/change-password") { Content = JsonContent.Create(new { password = TestUser.Password, newPassword = "a better horse" }) };
        change.Headers.Authorization = new AuthenticationHeaderValue("Bearer", alice.Token);
        using (var changed = await http.SendAsync(change))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        Assert.Equal(0, await server.TerminateAsync());
        // JSON has the client's text in quotes.
        var lines = server.Output.Where(line => line.Length > 0).Select(line => line.Replace("\\\"", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(8, lines.Count(line => line.Contains("Login of alice failed", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.Contains("alice logged in", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("alice changed the password", StringComparison.Ordinal));
        Assert.InRange(lines.Count(line => line.Contains("was refused: invalid_token", StringComparison.Ordinal)), 100, 500);
        Assert.Contains(lines, line => line.Contains("events token_refused that concern security came faster", StringComparison.Ordinal));
        Assert.InRange(lines.Count, 100, 600);

        // Not Tokyo's time.
        var told = lines.Select(line => DateTimeOffset.Parse(format == "text" ? line[..24] : line.Split('"')[3], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.All(told, time => Assert.InRange(time, before.AddMinutes(-5), before.AddHours(1)));
    }
}
