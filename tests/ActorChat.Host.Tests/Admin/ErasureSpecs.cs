using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Host.Settings;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Storage;
using ActorChat.Storage.Sqlite;

namespace ActorChat.Host.Tests.Admin;

/// <summary>An operator erases a user: what is gone, what stays, and that no restart or kill brings anything back.</summary>
public sealed class ErasureSpecs : IDisposable
{
    private const string Secret = "nobody may read this again";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_erased_user_is_out_at_once_and_nobody_takes_over_the_login()
    {
        await using var server = await OperatedServer.StartAsync();
        var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
        await using var atAlice = await ChatClient.ConnectAsync(server.Url, alice);
        await using var atBob = await ChatClient.ConnectAsync(server.Url, bob);
        await atAlice.CallAsync("message", new { companion = "bob", message = Secret });

        using var erased = await server.Admin.PostAsync("/admin/users/alice/erase", null);
        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        var body = await erased.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((1, 1), (body.GetProperty("sessionsEnded").GetInt32(), body.GetProperty("rooms").GetInt32()));
        await atAlice.DisconnectedAsync();
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, alice));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server.Http, "/login", "alice"));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(server.Http, "/registr", "Alice"));
        Assert.Equal("user_not_found", await atBob.RefusalAsync("message", new { companion = "alice", message = "are you there?" }));
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bob.Token);
        Assert.Equal(0, (await server.Http.GetFromJsonAsync<JsonElement>("/get-all-users")).GetProperty("users").GetArrayLength());
        using var nobody = await server.Admin.PostAsync("/admin/users/nobody/erase", null);
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task The_companion_pages_through_a_history_without_a_gap_in_which_the_erased_messages_are_empty()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.rooms.latest-messages = 5");
        var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
        await using var atAlice = await ChatClient.ConnectAsync(server.Url, alice);
        await using var atBob = await ChatClient.ConnectAsync(server.Url, bob);
        var room = "";
        for (var i = 1; i <= 10; i++)
        {
            room = (await atAlice.CallAsync("message", new { companion = "bob", message = Secret, clientMessageId = $"a{i}" })).GetProperty("room").GetString();
            await atBob.CallAsync("message", new { companion = "alice", message = $"answer {i}", clientMessageId = $"b{i}" });
        }

        // The room is awake and has shown its latest messages from memory.
        Assert.Contains(Secret, (await atBob.CallAsync("have_room", new { room, limit = 4 })).GetRawText(), StringComparison.Ordinal);
        using (await server.Admin.PostAsync("/admin/users/alice/erase", null))
        {
        }

        var seen = new List<JsonElement>();
        while (seen.Count < 20)
        {
            seen.AddRange((await atBob.CallAsync("have_room", new { room, after = seen.Count, limit = 3 })).GetProperty("messages").EnumerateArray());
        }

        Assert.Equal(Enumerable.Range(1, 20), seen.Select(message => message.GetProperty("seq").GetInt32()));
        Assert.All(seen, message => Assert.Equal(message.GetProperty("login").GetString() == "alice", message.TryGetProperty("erased", out _)));
        Assert.All(seen.Where(message => message.GetProperty("login").GetString() == "alice"), message => Assert.Equal("", message.GetProperty("message").GetString()));
        Assert.All(seen, message => Assert.False(message.GetProperty("login").GetString() == "alice" && message.TryGetProperty("clientMessageId", out _)));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"answer {i}"), seen.Where(message => message.GetProperty("login").GetString() == "bob").Select(message => message.GetProperty("message").GetString()));
        Assert.Equal("user_not_found", await atBob.RefusalAsync("message", new { room, message = "are you there?" }));
    }

    [Fact]
    public async Task No_byte_of_the_text_is_left_in_the_data_folder_and_a_kill_or_a_restart_brings_none_back()
    {
        var config = _folder.Write("test.conf", $"{RunningServer.TestSettings}\nactorchat.log.level = information\nactorchat.metrics.listen = \"127.0.0.1:0\"");
        TestUser alice, bob;
        await using (var server = await StartAsync(config))
        {
            using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
            (alice, bob) = (await TestUser.RegisterAsync(http, "alice"), await TestUser.RegisterAsync(http, "bob"));
            await using var client = await ChatClient.ConnectAsync(server.Url, alice);
            for (var i = 0; i < 20; i++)
            {
                await TestUser.RegisterAsync(http, $"companion-{i}");
                // Some of them are too long for a page of the database.
                await client.CallAsync("message", new { companion = i == 0 ? "bob" : $"companion-{i}", message = string.Concat(Enumerable.Repeat(Secret, i % 2 == 0 ? 1 : 150)), clientMessageId = $"id-{i}" });
            }

            Assert.True(IsOnDisk(Secret), "the text is looked for in the right place");
            using var admin = await AdminAsync(server);
            var erasing = admin.PostAsync("/admin/users/alice/erase", null);
            // Begun, and then at any point.
            await server.HeardAsync("A user is being erased");
            server.Kill();
            await Task.WhenAny(erasing);
        }

        // Whatever the kill left undone, this is the state after a crash right after the first step.
        var settings = ServerSettings.Load(new ServerEnvironment("http://127.0.0.1:0", _folder.PathOf("data"), config)).Storage;
        await using (var storage = await SqliteStorage.OpenAsync(_folder.PathOf("data"), settings, TimeProvider.System))
        {
            Assert.NotNull(await storage.Erasure.BeginAsync(ALogin(alice)));
        }

        await using (var again = await StartAsync(config))
        {
            await again.HeardAsync("The data of alice is erased");
            Assert.False(IsOnDisk(Secret), "the text is still in a file");
            Assert.False(IsOnDisk("id-7"), "a client id is still in a file");
            Assert.Equal(0, await again.TerminateAsync());
        }

        await using var last = await StartAsync(config);
        await using var atBob = await ChatClient.ConnectAsync(last.Url, bob);
        var room = (await atBob.CallAsync("join_room", new { companion = "companion-1" })).GetProperty("room").GetString();
        Assert.NotNull(room);
        using (var http = new HttpClient { BaseAddress = new Uri(last.Url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", bob.Token) } })
        {
            var chats = await http.GetFromJsonAsync<JsonElement>("/get-all-chats");
            var shown = chats.GetProperty("chats").EnumerateArray().Single(chat => chat.GetProperty("companion").GetString() == "alice").GetProperty("lastMessage");
            Assert.Equal(("", true), (shown.GetProperty("message").GetString(), shown.GetProperty("erased").GetBoolean()));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "/login", "alice"));
        }

        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(last.Url, alice));
    }

    private static Login ALogin(TestUser user) => Login.FromStored(user.Login);

    private bool IsOnDisk(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.GetFiles(_folder.PathOf("data"), "*.db*").Any(file =>
        {
            using var read = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[read.Length];
            return content.AsSpan(0, read.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)).IndexOf(bytes) >= 0;
        });
    }

    private Task<ServerProcess> StartAsync(string config) =>
        ServerProcess.StartAsync(_folder.PathOf("data"), config, variable: $"ACTORCHAT_ADMIN_TOKEN={OperatedServer.AdminToken}");

    private static async Task<HttpClient> AdminAsync(ServerProcess server)
    {
        var line = await server.HeardAsync("Metrics are at ");
        var address = line[line.IndexOf("http", StringComparison.Ordinal)..].Replace("/metrics", "", StringComparison.Ordinal);
        return new HttpClient { BaseAddress = new Uri(address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", OperatedServer.AdminToken) } };
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path, string login)
    {
        using var answer = await http.PostAsJsonAsync(path, new { login, password = TestUser.Password });
        return answer.StatusCode;
    }
}
