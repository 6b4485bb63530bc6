using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Operations;

public sealed class LogSpecs : IDisposable
{
    private const string Message = "the text of a message";
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
            """), variable: "ACTORCHAT_ADMIN_TOKEN=the operators' own token");
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
            await client.RefusalAsync(Message, new { message = Message });
        }

        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, alice with { Token = bob.Token }));
        await server.HeardAsync(format == "text" ? "of alice ended" : "\"Login\":\"alice\",\"Seconds\"");
        Assert.Equal(0, await server.TerminateAsync());

        var log = string.Join('\n', server.Output);
        foreach (var secret in new[] { TestUser.Password, "another horse", "a better horse", alice.Token, bob.Token, Message, TypedAsLogin.Replace(' ', '.'), "the operators' own token", "pppppppp", "mmmmmmmm" })
        {
            Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase);
        }

        // It did log: what concerns security is there.
        Assert.Contains("an unknown login", log, StringComparison.Ordinal);
        Assert.Contains("changed the password", log, StringComparison.Ordinal);
    }
}
