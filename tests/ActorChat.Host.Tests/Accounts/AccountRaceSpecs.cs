using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Accounts;

/// <summary>Concurrent logins, password changes, blocks and connects, as clients see them.</summary>
public sealed class AccountRaceSpecs
{
    private const string Unlimited = """
        actorchat.rate-limits { logins-per-address = off, logins-per-login = off, failed-logins = off, failed-logins-per-address = off, failed-logins-per-login = off }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_token_got_with_the_old_password_lives_after_its_change_and_one_change_of_many_wins(int seed)
    {
        await using var server = await OperatedServer.StartAsync(settings: Unlimited);
        var random = new Random(seed);
        for (var round = 0; round < 15; round++)
        {
            var user = await TestUser.RegisterAsync(server.Http, $"user-{round}");
            var tasks = Enumerable.Range(0, 12).Select(_ => LogInAsync(server, user.Login)).ToList();
            var changes = new List<Task<(HttpStatusCode, string?)>>();
            for (var change = 0; change < 4; change++)
            {
                changes.Add(ChangeAsync(server, user.Token, $"new password {change}"));
                tasks.AddRange(Enumerable.Range(0, random.Next(6)).Select(_ => LogInAsync(server, user.Login)));
            }

            var (logins, changed) = (await Task.WhenAll(tasks), await Task.WhenAll(changes));
            Assert.Single(changed, change => change.Item1 == HttpStatusCode.OK);
            Assert.All(changed.Where(change => change.Item1 != HttpStatusCode.OK), change => Assert.Equal(HttpStatusCode.Unauthorized, change.Item1));
            foreach (var token in logins.OfType<string>().Append(user.Token))
            {
                Assert.True(await StatusOfAsync(server, token) == HttpStatusCode.Unauthorized, $"seed {seed}, round {round}: a token of the old password lives");
            }

            var winner = Array.FindIndex(changed, change => change.Item1 == HttpStatusCode.OK);
            Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(server, changed[winner].Item2!));
            Assert.Null(await LogInAsync(server, user.Login));
            Assert.NotNull(await LogInAsync(server, user.Login, $"new password {winner}"));
        }
    }

    [Fact]
    public async Task A_login_that_renews_the_hash_undoes_no_password_change()
    {
        using var folder = new TestFolder();
        await using var server = new RestartedServer(folder);
        var before = await server.StartAsync($"{Unlimited}\nactorchat.passwords.iterations = 1");
        var users = new List<TestUser>();
        for (var i = 0; i < 12; i++)
        {
            users.Add(await TestUser.RegisterAsync(before, $"user-{i}"));
        }

        var after = await server.StartAsync($"{Unlimited}\nactorchat.passwords.iterations = 2");
        foreach (var user in users)
        {
            var logins = Enumerable.Range(0, 3).Select(_ => LogInAsync(after, user.Login)).ToList();
            var (status, _) = await ChangeAsync(after, user.Token, "a better horse");
            await Task.WhenAll(logins);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Null(await LogInAsync(after, user.Login));
            Assert.NotNull(await LogInAsync(after, user.Login, "a better horse"));
        }
    }

    [Theory]
    [InlineData("block", 1)]
    [InlineData("erase", 2)]
    [InlineData("end-sessions", 3)]
    [InlineData("logout", 4)]
    [InlineData("change", 5)]
    public async Task A_client_that_connects_while_its_token_ends_is_refused_or_ended(string how, int seed)
    {
        await using var server = await OperatedServer.StartAsync(settings: Unlimited);
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            var user = await TestUser.RegisterAsync(server.Http, $"user-{round}");
            var at = random.Next(8);
            var clients = new List<Task<RawClient>>();
            Task? end = null;
            for (var i = 0; i < 8; i++)
            {
                clients.Add(RawClient.ConnectAsync(server.Url, user));
                end = i == at ? EndAsync(server, user, how) : end;
            }

            await end!;
            foreach (var client in await Task.WhenAll(clients))
            {
                await client.EndedAsync();
                client.Dispose();
            }

            await NoSessionLeftAsync(server, user);
        }
    }

    /// <summary>A client may see its end a moment before the list of sessions shows it.</summary>
    private static async Task NoSessionLeftAsync(OperatedServer server, TestUser user)
    {
        using var patience = new CancellationTokenSource(ServerProcess.Patience);
        while ((await server.Admin.GetFromJsonAsync<JsonElement>($"/admin/sessions?login={user.Login}", patience.Token)).GetProperty("sessions").GetArrayLength() > 0)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static async Task EndAsync(OperatedServer server, TestUser user, string how)
    {
        switch (how)
        {
            case "logout":
                using (var request = new HttpRequestMessage(HttpMethod.Post, "/logout"))
                {
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
                    using var ended = await server.Http.SendAsync(request);
                    Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
                }

                break;
            case "change":
                Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(server, user.Token, "a better horse")).Status);
                break;
            default:
                using (var ended = await server.Admin.PostAsync($"/admin/users/{user.Login}/{how}", null))
                {
                    Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
                }

                break;
        }
    }

    private static Task<string?> LogInAsync(OperatedServer server, string login) => LogInAsync(server.Http, login);

    private static Task<string?> LogInAsync(OperatedServer server, string login, string password) => LogInAsync(server.Http, login, password);

    private static async Task<string?> LogInAsync(HttpClient http, string login, string password = TestUser.Password)
    {
        using var answer = await http.PostAsJsonAsync("/login", new { login, password });
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        }

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        return null;
    }

    private static Task<(HttpStatusCode Status, string? Token)> ChangeAsync(OperatedServer server, string token, string newPassword) => ChangeAsync(server.Http, token, newPassword);

    private static async Task<(HttpStatusCode Status, string? Token)> ChangeAsync(HttpClient http, string token, string newPassword)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/change-password") { Content = JsonContent.Create(new { password = TestUser.Password, newPassword }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString() : null);
    }

    private static async Task<HttpStatusCode> StatusOfAsync(OperatedServer server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/get-all-chats");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
