using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Admin;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Admin;

/// <summary>What operators see of users, rooms, the server's state, its settings and its events.</summary>
public sealed class OperatorsViewSpecs : IAsyncLifetime
{
    private const string Settings = "actorchat.rate-limits.lists-per-user = \"7 per 1s, burst 70\"\nactorchat.log.recent-events = 3";

    private OperatedServer _server = null!;

    public async Task InitializeAsync() => _server = await OperatedServer.StartAsync(settings: Settings);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_user_is_shown_with_state_tokens_and_sessions_and_without_a_secret()
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "Alice");
        await TestUser.LogInAsync(_server.Http, "alice");
        var offline = await GetAsync("/admin/users/alice");
        Assert.Equal(("Alice", 2, false, false), (offline.GetProperty("login").GetString(), offline.GetProperty("tokens").GetInt32(), offline.GetProperty("online").GetBoolean(), offline.GetProperty("blocked").GetBoolean()));
        Assert.True(offline.GetProperty("created").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Empty(offline.GetProperty("sessions").EnumerateArray());

        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        var online = await GetAsync("/admin/user?login=ALICE");
        var session = Assert.Single(online.GetProperty("sessions").EnumerateArray()).GetProperty("id").GetString();
        Assert.True(online.GetProperty("online").GetBoolean());
        Assert.Equal(session, Assert.Single((await GetAsync("/admin/sessions?search=aL")).GetProperty("sessions").EnumerateArray()).GetProperty("id").GetString());
        Assert.Empty((await GetAsync("/admin/sessions?search=bo")).GetProperty("sessions").EnumerateArray());
        var text = online.GetRawText();
        Assert.DoesNotContain(alice.Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("argon", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Users_are_found_by_the_beginning_of_their_login_page_by_page_blocked_and_erased_ones_too()
    {
        foreach (var login in new[] { "bo", "Bob", "bobby", "carol" })
        {
            await TestUser.RegisterAsync(_server.Http, login);
        }

        using (await _server.Admin.PostAsync("/admin/users/bob/block", null))
        using (await _server.Admin.PostAsync("/admin/users/bobby/erase", null))
        {
            var first = await GetAsync("/admin/users?search=BO&limit=2");
            Assert.Equal(["bo", "Bob"], first.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("login").GetString()));
            var second = await GetAsync($"/admin/users?search=BO&limit=2&cursor={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}");
            Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
            Assert.True(Assert.Single(second.GetProperty("users").EnumerateArray()).GetProperty("erased").GetBoolean());
            var blocked = first.GetProperty("users")[1];
            Assert.True(blocked.GetProperty("blocked").GetBoolean());
            Assert.Equal(0, blocked.GetProperty("tokens").GetInt32());
        }

        using var wrong = await _server.Admin.GetAsync("/admin/users?cursor=%20no");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Empty((await GetAsync("/admin/users?search=%EF%BF%BE")).GetProperty("users").EnumerateArray());
    }

    [Fact]
    public async Task A_password_that_is_reset_holds_at_once_and_ends_tokens_and_sessions()
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        using var weak = await _server.Admin.PostAsJsonAsync("/admin/users/alice/reset-password", new { password = "short" });
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        using var reset = await _server.Admin.PostAsJsonAsync("/admin/users/alice/reset-password", new { password = "another horse" });
        Assert.Equal(1, (await reset.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sessionsEnded").GetInt32());
        await client.DisconnectedAsync();
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(_server.Url, alice));
        var seen = await GetAsync("/admin/users/alice");
        // The registry hears of the session's end a moment after the client.
        for (var tries = 0; seen.GetProperty("online").GetBoolean() && tries < 1000; tries++)
        {
            seen = await GetAsync("/admin/users/alice");
        }

        Assert.NotNull(seen.GetProperty("lastSeen").GetString());
        using var old = await _server.Http.PostAsJsonAsync("/login", new { login = "alice", password = TestUser.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var entered = await _server.Http.PostAsJsonAsync("/login", new { login = "alice", password = "another horse" });
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        using var nobody = await _server.Admin.PostAsJsonAsync("/admin/users/reset-password", new { login = "nobody", password = "another horse" });
        Assert.Equal("user_not_found", (await nobody.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.DoesNotContain("another horse", await _server.Admin.GetStringAsync("/admin/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_of_the_server_has_rates_latencies_queues_partitions_rooms_and_the_disk()
    {
        await using var alice = await ChatClient.ConnectAsync(_server.Url, await TestUser.RegisterAsync(_server.Http, "alice"));
        await TestUser.RegisterAsync(_server.Http, "bob");
        var room = (await alice.CallAsync("join_room", new { companion = "bob" })).GetProperty("room").GetString();
        await alice.CallAsync("message", new { companion = "bob", message = "hello" });

        var node = Assert.Single((await GetAsync("/admin/now")).GetProperty("nodes").EnumerateArray());
        Assert.Equal("node-1", node.GetProperty("node").GetString());
        // Other servers in this process count as well.
        Assert.InRange(node.GetProperty("sessions").GetInt64(), 1, long.MaxValue);
        Assert.InRange(node.GetProperty("totals").GetProperty("messages").GetInt64(), 1, long.MaxValue);
        Assert.InRange(node.GetProperty("rates").GetProperty("events").GetDouble(), 0.01, double.MaxValue);
        var durable = node.GetProperty("latencies").GetProperty("durable");
        Assert.InRange(durable.GetProperty("p50").GetDouble(), 0.01, durable.GetProperty("p99").GetDouble());
        Assert.Equal(4, node.GetProperty("queues").GetProperty("mailboxes").GetArrayLength());
        Assert.Equal((4, 4), (node.GetProperty("partitions").GetProperty("open").GetInt32(), node.GetProperty("partitions").GetProperty("all").GetInt32()));
        var disk = node.GetProperty("disk");
        Assert.InRange(disk.GetProperty("used").GetInt64(), 1, disk.GetProperty("total").GetInt64());

        var dialog = Assert.Single((await GetAsync("/admin/rooms")).GetProperty("dialogs").EnumerateArray());
        Assert.Equal((room, "alice bob"), (dialog.GetProperty("room").GetString(), string.Join(' ', dialog.GetProperty("logins").EnumerateArray().Select(login => login.GetString()))));
    }

    [Fact]
    public async Task Each_setting_in_force_has_its_value_default_reason_and_where_it_comes_from()
    {
        using (await _server.Admin.PutAsJsonAsync("/admin/limits/connects", new { limit = "9 per 1s, burst 9" }))
        {
            var rows = (await GetAsync("/admin/settings")).GetProperty("settings").EnumerateArray().ToDictionary(row => row.GetProperty("key").GetString()!);
            Assert.Equal(("9 per 1s, burst 9", "PUT /admin/limits"), ValueAndOrigin(rows["actorchat.rate-limits.connects"]));
            var (value, origin) = ValueAndOrigin(rows["actorchat.rate-limits.lists-per-user"]);
            Assert.Equal("7 per 1s, burst 70", value);
            Assert.Matches("test\\.conf, line [0-9]+$", origin);
            var length = rows["actorchat.limits.login-length"];
            Assert.Equal(("64", "hocon.conf"), ValueAndOrigin(length));
            Assert.Equal(("64", false), (length.GetProperty("default").GetString(), length.GetProperty("live").GetBoolean()));
            Assert.NotEmpty(rows["actorchat.log.recent-events"].GetProperty("reason").GetString()!);
        }
    }

    [Fact]
    public async Task A_reload_changes_the_origin_of_what_it_changed()
    {
        await File.AppendAllTextAsync(_server.ConfigFile, "\nactorchat.rate-limits.connects = \"8 per 1s, burst 8\"\n");
        using (await _server.Admin.PostAsync("/admin/settings/reload", null))
        {
            var row = (await GetAsync("/admin/settings")).GetProperty("settings").EnumerateArray().Single(row => row.GetProperty("key").GetString() == "actorchat.rate-limits.connects");
            var (value, origin) = ValueAndOrigin(row);
            Assert.Equal("8 per 1s, burst 8", value);
            Assert.Matches("test\\.conf, line [0-9]+$", origin);
        }
    }

    [Fact]
    public async Task The_last_events_are_kept_the_newest_first_and_reading_is_no_change()
    {
        await TestUser.RegisterAsync(_server.Http, "alice");
        using (await _server.Http.PostAsJsonAsync("/login", new { login = "alice", password = "wrong" }))
        using (await _server.Admin.PostAsync("/admin/users/alice/block", null))
        using (await _server.Admin.PostAsync("/admin/users/nobody/unblock", null))
        {
            var failed = (await GetAsync("/admin/security?limit=1")).GetProperty("events")[0];
            Assert.Equal(("login_failed", "alice"), (failed.GetProperty("event").GetString(), failed.GetProperty("about").GetString()));
            Assert.NotEmpty(failed.GetProperty("address").GetString()!);
            await GetAsync("/admin/sessions");
            var changes = (await GetAsync("/admin/audit")).GetProperty("events").EnumerateArray().Select(change =>
                $"{change.GetProperty("event").GetString()} {change.GetProperty("about").GetString()} {change.GetProperty("detail").GetString()}");
            Assert.Equal(["POST /admin/users/{login}/unblock nobody 404", "POST /admin/users/{login}/block alice 200"], changes);
        }

        for (var i = 0; i < 4; i++)
        {
            using var again = await _server.Admin.PostAsync("/admin/users/alice/unblock", null);
        }

        var kept = (await GetAsync("/admin/audit")).GetProperty("events").EnumerateArray().Select(change => change.GetProperty("event").GetString());
        Assert.Equal(Enumerable.Repeat("POST /admin/users/{login}/unblock", 3), kept);
    }

    [Fact]
    public async Task The_codes_that_only_this_interface_has_are_in_the_operators_page()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(ClientScripts.Root, "docs", "operations.md"));
        Assert.All(AdminProblem.All, problem => Assert.Contains($"`{problem.Code}`", page, StringComparison.Ordinal));
    }

    private static (string? Value, string? Origin) ValueAndOrigin(JsonElement row) => (row.GetProperty("value").GetString(), row.GetProperty("origin").GetString());

    private async Task<JsonElement> GetAsync(string path) => await _server.Admin.GetFromJsonAsync<JsonElement>(path);
}
