using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>When a user was last seen: the same over HTTP and in the event, at once, and not lost by kill -9.</summary>
public sealed class LastSeenSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_kill_9_users_online_were_last_seen_when_the_server_last_saved_that_it_lives()
    {
        var config = _folder.Write("test.conf", RunningServer.TestSettings.Replace("error", "information", StringComparison.Ordinal) + "\nactorchat.sessions.last-seen-interval = 100ms");
        var data = _folder.PathOf("data");
        TestUser alice, bob, carol;
        long aliveAt, leftAt;
        await using (var server = await ServerProcess.StartAsync(data, config))
        {
            using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
            (alice, bob, carol) = (await TestUser.RegisterAsync(http, "alice"), await TestUser.RegisterAsync(http, "bob"), await TestUser.RegisterAsync(http, "carol"));
            var watcher = await ChatClient.ConnectAsync(server.Url, alice);
            await watcher.CallAsync("join_room", new { companion = "carol" });
            await watcher.NextAsync("presence");
            await using (await ChatClient.ConnectAsync(server.Url, carol))
            {
                Assert.True((await watcher.NextAsync("presence")).GetProperty("online").GetBoolean());
            }

            leftAt = Milliseconds((await watcher.NextAsync("presence")).GetProperty("lastSeen"))!.Value;
            await ChatClient.ConnectAsync(server.Url, bob);
            await SavedAsync(data, "SELECT count(*) FROM users WHERE online = 1 AND login IN ('alice', 'bob')", 2);
            aliveAt = await SavedAsync(data, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'alive_at'", leftAt + 1);
            await SavedAsync(data, "SELECT count(*) FROM users WHERE last_seen IS NOT NULL", 1);
            server.Kill();
        }

        await using var again = await ServerProcess.StartAsync(data, config);
        using var asAlice = Authorized(again.Url, alice);
        var users = await UsersAsync(asAlice);
        Assert.InRange(users["bob"]!.Value, aliveAt, long.MaxValue);
        Assert.Equal(leftAt, users["carol"]);

        await using var atAlice = await ChatClient.ConnectAsync(again.Url, alice);
        await atAlice.CallAsync("join_room", new { companion = "bob" });
        Assert.Equal(users["bob"], Milliseconds((await atAlice.NextAsync("presence")).GetProperty("lastSeen")));
    }

    [Fact]
    public async Task From_the_moment_a_user_leaves_the_list_and_the_event_say_the_same()
    {
        // Nothing is saved during this.
        var server = new RunningServer { Settings = "actorchat.sessions.last-seen-interval = 1h" };
        await server.InitializeAsync();
        try
        {
            var (alice, bob) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"));
            using var http = Authorized(server.Url, alice);
            await using var atAlice = await ChatClient.ConnectAsync(server.Url, alice);
            await atAlice.CallAsync("join_room", new { companion = bob.Login });
            Assert.Null(Milliseconds((await atAlice.NextAsync("presence")).GetProperty("lastSeen")));
            for (var stay = 0; stay < 3; stay++)
            {
                await using (await ChatClient.ConnectAsync(server.Url, bob))
                {
                    Assert.True((await atAlice.NextAsync("presence")).GetProperty("online").GetBoolean());
                    Assert.Null((await UsersAsync(http))[bob.Login]);
                }

                var left = Milliseconds((await atAlice.NextAsync("presence")).GetProperty("lastSeen"));
                Assert.NotNull(left);
                Assert.Equal(left, (await UsersAsync(http))[bob.Login]);
                await atAlice.CallAsync("leave_room", new { room = (await atAlice.CallAsync("join_room", new { companion = bob.Login })).GetProperty("room").GetString() });
                await atAlice.NextAsync("presence");
                await atAlice.CallAsync("join_room", new { companion = bob.Login });
                Assert.Equal(left, Milliseconds((await atAlice.NextAsync("presence")).GetProperty("lastSeen")));
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static HttpClient Authorized(string url, TestUser user)
    {
        var http = new HttpClient { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        return http;
    }

    private static async Task<Dictionary<string, long?>> UsersAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<JsonElement>("/get-all-users")).GetProperty("users").EnumerateArray()
            .ToDictionary(user => user.GetProperty("login").GetString()!, user => Milliseconds(user.GetProperty("lastSeen")));

    private static long? Milliseconds(JsonElement time) => time.ValueKind == JsonValueKind.Null
        ? null
        : DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    /// <summary>Waits until the server has saved that much.</summary>
    private static async Task<long> SavedAsync(string data, string sql, long least)
    {
        await using var tables = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "chat.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await tables.OpenAsync();
        await using var command = tables.CreateCommand();
        command.CommandText = sql;
        using var patience = new CancellationTokenSource(ServerProcess.Patience);
        while (true)
        {
            if (await command.ExecuteScalarAsync() is long saved && saved >= least)
            {
                return saved;
            }

            await Task.Delay(10, patience.Token);
        }
    }
}
