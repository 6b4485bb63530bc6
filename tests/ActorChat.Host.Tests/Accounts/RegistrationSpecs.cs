using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Accounts;

/// <summary>Who may create new users.</summary>
public sealed class RegistrationSpecs
{
    [Theory]
    [InlineData("open", 201, null, 201, null)]
    [InlineData("by-admin", 403, "registration_closed", 201, null)]
    [InlineData("closed", 403, "registration_closed", 403, "registration_closed")]
    public async Task Registration_is_open_to_anybody_or_to_operators_only_or_to_nobody(string mode, int status, string? code, int adminStatus, string? adminCode)
    {
        await using var server = await StartAsync(mode);
        using var byAnybody = await server.Http.PostAsJsonAsync("/registr", new { login = "alice", password = TestUser.Password });
        Assert.Equal((status, code), ((int)byAnybody.StatusCode, await CodeOf(byAnybody)));
        using var byAdmin = await server.Admin.PostAsJsonAsync("/admin/users", new { login = "Bob", password = TestUser.Password });
        Assert.Equal((adminStatus, adminCode), ((int)byAdmin.StatusCode, await CodeOf(byAdmin)));
        if (adminStatus == 201)
        {
            Assert.Equal("""{"login":"Bob"}""", await byAdmin.Content.ReadAsStringAsync());
            await TestUser.LogInAsync(server.Http, "bob");
        }
    }

    [Fact]
    public async Task Registered_users_log_in_although_registration_is_closed()
    {
        await using var server = await StartAsync("by-admin");
        using (await server.Admin.PostAsJsonAsync("/admin/users", new { login = "alice", password = TestUser.Password }))
        {
        }

        await TestUser.LogInAsync(server.Http, "alice");
        using var refused = await server.Http.PostAsJsonAsync("/registr", new { login = "alice", password = TestUser.Password });
        Assert.Equal("registration_closed", await CodeOf(refused));
    }

    [Fact]
    public async Task The_admin_endpoint_refuses_what_registr_refuses_and_is_for_operators_only()
    {
        await using var server = await StartAsync("open");
        await TestUser.RegisterAsync(server.Http, "alice");
        foreach (var (body, status, code) in new (object Body, int Status, string Code)[]
        {
            (new { login = "ALICE", password = TestUser.Password }, 409, "login_taken"),
            (new { login = "bad login", password = TestUser.Password }, 400, "invalid_login"),
            (new { login = "bob", password = "short" }, 400, "invalid_password"),
            (new { login = "bob", password = "password1" }, 400, "invalid_password"),
            (new { login = 7 }, 400, "invalid_request"),
            (new { login = "bob" }, 400, "invalid_password"),
        })
        {
            using var refused = await server.Admin.PostAsJsonAsync("/admin/users", body);
            Assert.Equal((status, code), ((int)refused.StatusCode, await CodeOf(refused)));
        }

        server.Admin.DefaultRequestHeaders.Authorization = null;
        using var stranger = await server.Admin.PostAsJsonAsync("/admin/users", new { login = "bob", password = TestUser.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        using var elsewhere = await server.Http.PostAsJsonAsync("/admin/users", new { login = "bob", password = TestUser.Password });
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    private static Task<OperatedServer> StartAsync(string mode) => OperatedServer.StartAsync(settings: $"actorchat.accounts.registration = {mode}");

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("code", out var code) ? code.GetString() : null;
}
