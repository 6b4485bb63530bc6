using System.Net;
using System.Net.Http.Json;
using ActorChat.Host.Limits;
using ActorChat.Host.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorChat.Host.Tests.Accounts;

/// <summary>What refused attempts and stolen tokens leave of the limits of others.</summary>
public sealed class AccountLimitSpecs
{
    private const string Proxy = "actorchat.security.trusted-proxies = [\"127.0.0.0/8\"]";

    /// <summary>Otherwise it would displace the counters of others, and its own.</summary>
    [Fact]
    public async Task Nothing_is_remembered_of_the_logins_that_an_address_over_its_limit_tries()
    {
        await using var server = await StartAsync("failed-logins-per-address = \"1 per 1h, burst 3\"\nregistrations-per-address = \"1 per 1h, burst 1\"\ntracked = 4");
        using var registered = await server.Http.PostAsJsonAsync("/registr", new { login = "alice", password = TestUser.Password });
        for (var i = 0; i < 12; i++)
        {
            using var failed = await server.Http.PostAsJsonAsync("/login", new { login = $"login-{i}", password = "another horse" });
            Assert.Equal(i < 3 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, failed.StatusCode);
            using var refused = await server.Http.PostAsJsonAsync("/registr", new { login = $"login-{i}", password = TestUser.Password });
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        }

        var limits = server.Services.GetRequiredService<RateLimits>();
        Assert.Equal((3, 3, 3, 1), (limits.FailedLogins.Count, limits.FailedLoginsByLogin.Count, limits.LoginsByLogin.Count, limits.RegistrationsByLogin.Count));
    }

    [Fact]
    public async Task An_address_gets_no_further_guess_by_trying_many_other_logins_and_keeps_nobody_out()
    {
        await using var server = await StartAsync(
            "failed-logins = \"1 per 1h, burst 2\"\nfailed-logins-per-address = \"1 per 1h, burst 4\"\nfailed-logins-per-login = \"1 per 1h, burst 4\"\ntracked = 4", Proxy);
        await TestUser.RegisterAsync(server.Http, "alice");
        var guesses = 0;
        for (var round = 0; round < 5; round++)
        {
            guesses += await LogInFromAsync(server, "192.0.2.1", "alice", "another horse") == HttpStatusCode.Unauthorized ? 1 : 0;
            guesses += await LogInFromAsync(server, "192.0.2.1", "alice", "another horse") == HttpStatusCode.Unauthorized ? 1 : 0;
            for (var i = 0; i < 8; i++)
            {
                await LogInFromAsync(server, "192.0.2.1", $"login-{i}", "another horse");
            }
        }

        Assert.Equal(2, guesses);
        Assert.Equal(HttpStatusCode.OK, await LogInFromAsync(server, "192.0.2.2", "alice", TestUser.Password));
    }

    [Fact]
    public async Task Guessing_with_a_stolen_token_keeps_no_other_token_of_the_user_from_changing_the_password()
    {
        await using var server = await StartAsync("failed-logins-per-login = \"1 per 1h, burst 2\"", Proxy);
        var stolen = await TestUser.RegisterAsync(server.Http, "alice");
        var own = await TestUser.LogInAsync(server.Http, stolen.Login);
        Assert.Equal(HttpStatusCode.Unauthorized, await ChangeFromAsync(server, "192.0.2.1", stolen, "another horse"));
        Assert.Equal(HttpStatusCode.Unauthorized, await ChangeFromAsync(server, "192.0.2.2", stolen, "another horse"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ChangeFromAsync(server, "192.0.2.3", stolen, TestUser.Password));
        Assert.Equal(HttpStatusCode.OK, await ChangeFromAsync(server, "192.0.2.3", own, TestUser.Password));
    }

    private static Task<OperatedServer> StartAsync(string limits, string settings = "") =>
        OperatedServer.StartAsync(settings: $"actorchat.rate-limits {{\n{limits}\n}}\n{settings}");

    private static Task<HttpStatusCode> LogInFromAsync(OperatedServer server, string address, string login, string password) =>
        PostFromAsync(server, address, new HttpRequestMessage(HttpMethod.Post, "/login") { Content = JsonContent.Create(new { login, password }) });

    private static Task<HttpStatusCode> ChangeFromAsync(OperatedServer server, string address, TestUser user, string password)
    {
        var change = new HttpRequestMessage(HttpMethod.Post, "/change-password") { Content = JsonContent.Create(new { password, newPassword = "a better horse" }) };
        change.Headers.Authorization = new("Bearer", user.Token);
        return PostFromAsync(server, address, change);
    }

    private static async Task<HttpStatusCode> PostFromAsync(OperatedServer server, string address, HttpRequestMessage request)
    {
        using (request)
        {
            request.Headers.Add("X-Forwarded-For", address);
            using var answer = await server.Http.SendAsync(request);
            return answer.StatusCode;
        }
    }
}
