using System.Text.Json;
using ActorChat.Host.Commands;
using ActorChat.Host.Limits;
using ActorChat.Host.Settings;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Settings;
using ActorChat.Storage;

namespace ActorChat.Host.Tests.Commands;

/// <summary>The data goes from SQLite to PostgreSQL and back, with <c>copy</c>; clients find everything as it was.</summary>
public sealed class CopySpecs : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly RunningServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task A_copy_to_PostgreSQL_and_back_has_everything_and_goes_on_after_it()
    {
        var (alice, bob, carol) = (await _server.RegisterAsync("alice"), await _server.RegisterAsync("bob"), await _server.RegisterAsync("carol"));
        string room;
        await using (var client = await ChatClient.ConnectAsync(_server.Url, alice))
        {
            room = (await client.CallAsync("message", new { companion = bob.Login, message = "first – 😀", clientMessageId = "once" })).GetProperty("room").GetString()!;
            await client.CallAsync("message", new { companion = carol.Login, message = "to another" });
            foreach (var number in Enumerable.Range(2, 300))
            {
                await client.CallAsync("message", new { room, message = $"number {number}", clientMessageId = $"id {number}" });
            }

            await using var atBob = await ChatClient.ConnectAsync(_server.Url, bob);
            await atBob.CallAsync("read", new { room, seq = 200 });
        }

        var history = await HistoryAsync(alice, room);
        Assert.True(RateLimit.TryParse("777 per 1s, burst 777", out var limit));
        await _server.Backend.Stored.SetAsync("connects", limit);
        await _server.StopAsync();
        Assert.Contains("messages: 302 rows", await CopyAsync("sqlite", "postgresql"), StringComparison.Ordinal);
        Assert.Contains("There is data in", (await Assert.ThrowsAsync<StorageException>(() => CopyAsync("sqlite", "postgresql"))).Message, StringComparison.Ordinal);

        _server.PostgreSql = _database.ConnectionString;
        await _server.InitializeAsync();
        Assert.Equal(limit, _server.Backend.Limits.Current.Connects);
        Assert.Equal(history, await HistoryAsync(alice, room));
        await using (var client = await ChatClient.ConnectAsync(_server.Url, bob))
        {
            var next = await client.CallAsync("message", new { room, message = "on PostgreSQL" });
            Assert.Equal(302, next.GetProperty("seq").GetInt64());
            Assert.True(next.GetProperty("id").GetInt64() > Largest(history));
        }

        await using (var client = await ChatClient.ConnectAsync(_server.Url, alice))
        {
            Assert.Equal(1, (await client.CallAsync("message", new { room, message = "again", clientMessageId = "once" })).GetProperty("seq").GetInt64());
            Assert.Equal(290, (await client.CallAsync("message", new { room, message = "again", clientMessageId = "id 290" })).GetProperty("seq").GetInt64());
        }

        history = await HistoryAsync(alice, room);
        Assert.Contains("A server uses", (await Assert.ThrowsAsync<StorageException>(() => CopyAsync("postgresql", "sqlite"))).Message, StringComparison.Ordinal);
        await _server.StopAsync();
        Assert.Contains("There is data in", (await Assert.ThrowsAsync<StorageException>(() => CopyAsync("postgresql", "sqlite"))).Message, StringComparison.Ordinal);
        Directory.Delete(_server.DataFolder, recursive: true);
        Assert.Contains("messages: 303 rows", await CopyAsync("postgresql", "sqlite"), StringComparison.Ordinal);

        _server.PostgreSql = null;
        await _server.InitializeAsync();
        Assert.Equal(limit, _server.Backend.Limits.Current.Connects);
        Assert.Equal(history, await HistoryAsync(alice, room));
        await using (var client = await ChatClient.ConnectAsync(_server.Url, alice))
        {
            var next = await client.CallAsync("message", new { room, message = "home again" });
            Assert.Equal(303, next.GetProperty("seq").GetInt64());
            Assert.True(next.GetProperty("id").GetInt64() > Largest(history));
        }
    }

    [Fact]
    public async Task A_running_server_and_a_wrong_direction_are_refused()
    {
        Assert.Contains("in use by another server", (await Assert.ThrowsAsync<StorageException>(() => CopyAsync("sqlite", "postgresql"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SettingsException>(() => CopyAsync("sqlite", "sqlite"));
        await Assert.ThrowsAsync<SettingsException>(() => CopyAsync("sqlite", "mysql"));
    }

    private async Task<string> CopyAsync(string from, string to)
    {
        using var output = new StringWriter();
        var environment = new ServerEnvironment(DataFolder: _server.DataFolder, PostgreSql: _database.ConnectionString);
        Assert.Equal(0, await CopyCommand.RunAsync(from, to, environment, output, TimeProvider.System));
        return output.ToString();
    }

    /// <summary>All messages of a room as a client gets them.</summary>
    private async Task<List<string>> HistoryAsync(TestUser user, string room)
    {
        await using var client = await ChatClient.ConnectAsync(_server.Url, user);
        var all = new List<string>();
        JsonElement page;
        do
        {
            page = await client.CallAsync("have_room", new { room, after = all.Count, limit = 200 });
            all.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText()));
        }
        while (page.GetProperty("hasMore").GetBoolean());
        return all;
    }

    private static long Largest(List<string> history) => history.Max(message => JsonDocument.Parse(message).RootElement.GetProperty("id").GetInt64());
}
