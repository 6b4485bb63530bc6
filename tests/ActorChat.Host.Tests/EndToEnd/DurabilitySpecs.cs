using System.Collections.Concurrent;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>Acknowledged messages are there after the server was killed, stopped and started again: once, in order.</summary>
public sealed class DurabilitySpecs : IDisposable
{
    /// <summary>More than the server accepts at a time: it stops reading until it has answered.</summary>
    private const int InFlight = 100;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_kill_9_in_the_middle_of_sending_every_acknowledged_message_is_there_once_in_order(bool onPostgreSql)
    {
        using var database = onPostgreSql ? new TestDatabase() : null;
        var config = _folder.Write("test.conf", RunningServer.TestSettings.Replace("error", "information", StringComparison.Ordinal) + $"\nactorchat.storage = {(onPostgreSql ? "postgresql" : "sqlite")}");
        var variable = database is null ? null : $"ACTORCHAT_POSTGRESQL={database.ConnectionString}";
        var data = _folder.PathOf("data");
        var acknowledged = new ConcurrentDictionary<long, string>();
        TestUser alice, bob;
        await using (var server = await ServerProcess.StartAsync(data, config, variable: variable))
        {
            using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
            (alice, bob) = (await TestUser.RegisterAsync(http, "alice"), await TestUser.RegisterAsync(http, "bob"));
            var atAlice = await ChatClient.ConnectAsync(server.Url, alice);
            var stopped = new CancellationTokenSource();
            var senders = Enumerable.Range(0, InFlight).Select(sender => SendUntilAsync(atAlice, bob.Login, sender, acknowledged, stopped.Token)).ToArray();
            await WaitUntilAsync(() => acknowledged.Count >= 500);
            server.Kill();
            await stopped.CancelAsync();
            await Task.WhenAll(senders);
        }

        await using var again = await ServerProcess.StartAsync(data, config, variable: variable);
        await using var atBob = await ChatClient.ConnectAsync(again.Url, bob);
        var room = (await atBob.CallAsync("join_room", new { companion = alice.Login })).GetProperty("room").GetString()!;
        var messages = await ReadAllAsync(atBob, room);
        AssertOneOrder(messages);
        var stored = messages.ToDictionary(message => message.GetProperty("seq").GetInt64(), message => message.GetProperty("message").GetString());
        Assert.All(acknowledged, sent => Assert.Equal(sent.Value, stored[sent.Key]));
        Assert.Equal(stored.Count, stored.Values.Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_users_write_1000_messages_each_at_once_and_find_the_same_2000_after_a_restart(bool onPostgreSql)
    {
        const int Each = 1000;
        using var database = onPostgreSql ? new TestDatabase() : null;
        var server = new RunningServer { PostgreSql = database?.ConnectionString };
        await server.InitializeAsync();
        try
        {
            var (alice, bob) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"));
            string room;
            List<JsonElement> seenByAlice, seenByBob;
            await using (var atAlice = await ChatClient.ConnectAsync(server.Url, alice))
            await using (var atBob = await ChatClient.ConnectAsync(server.Url, bob))
            {
                room = (await atAlice.CallAsync("join_room", new { companion = bob.Login })).GetProperty("room").GetString()!;
                await atBob.CallAsync("join_room", new { companion = alice.Login });
                await Task.WhenAll(SendAsync(atAlice, room, "from alice", Each), SendAsync(atBob, room, "from bob", Each));
                (seenByAlice, seenByBob) = (await TakeAsync(atAlice, 2 * Each), await TakeAsync(atBob, 2 * Each));
            }

            AssertOneOrder(seenByAlice);
            Assert.Equal(seenByAlice.Select(Raw), seenByBob.Select(Raw));

            await server.RestartAsync();
            foreach (var user in new[] { alice, bob })
            {
                await using var again = await ChatClient.ConnectAsync(server.Url, user);
                Assert.Equal(seenByAlice.Select(Raw), (await ReadAllAsync(again, room)).Select(Raw));
                Assert.Equal(seenByAlice.Select(Raw), (await ReadAllBackwardsAsync(again, room)).Select(Raw));
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task SendUntilAsync(ChatClient client, string companion, int sender, ConcurrentDictionary<long, string> acknowledged, CancellationToken stop)
    {
        for (var count = 0; !stop.IsCancellationRequested; count++)
        {
            var text = $"{sender}/{count}";
            var sending = client.CallAsync("message", new { companion, message = text });
            if (await Task.WhenAny(sending, Task.Delay(Timeout.Infinite, stop)) != sending || !sending.IsCompletedSuccessfully)
            {
                return;
            }

            var answer = await sending;
            Assert.True(acknowledged.TryAdd(answer.GetProperty("seq").GetInt64(), text));
        }
    }

    private static async Task SendAsync(ChatClient client, string room, string text, int count)
    {
        foreach (var batch in Enumerable.Range(1, count).Chunk(InFlight))
        {
            var answers = await Task.WhenAll(batch.Select(number => client.CallAsync("message", new { room, message = $"{text} {number}" })));
            Assert.All(answers, answer => Assert.True(answer.TryGetProperty("seq", out _), answer.GetRawText()));
        }
    }

    private static async Task<List<JsonElement>> TakeAsync(ChatClient client, int count)
    {
        var taken = new List<JsonElement>(count);
        while (taken.Count < count)
        {
            taken.Add(await client.NextAsync("message"));
        }

        return taken;
    }

    private static async Task<List<JsonElement>> ReadAllAsync(ChatClient client, string room)
    {
        var all = new List<JsonElement>();
        JsonElement page;
        do
        {
            page = await client.CallAsync("have_room", new { room, after = all.Count, limit = 150 });
            all.AddRange(page.GetProperty("messages").EnumerateArray());
        }
        while (page.GetProperty("hasMore").GetBoolean());
        return all;
    }

    private static async Task<List<JsonElement>> ReadAllBackwardsAsync(ChatClient client, string room)
    {
        var all = new List<JsonElement>();
        var page = await client.CallAsync("have_room", room);
        all.InsertRange(0, page.GetProperty("messages").EnumerateArray());
        while (page.GetProperty("hasMore").GetBoolean())
        {
            page = await client.CallAsync("have_room", new { room, before = all[0].GetProperty("seq").GetInt64(), limit = 200 });
            all.InsertRange(0, page.GetProperty("messages").EnumerateArray());
        }

        return all;
    }

    private static void AssertOneOrder(List<JsonElement> messages) =>
        Assert.Equal(Enumerable.Range(1, messages.Count).Select(seq => (long)seq), messages.Select(message => message.GetProperty("seq").GetInt64()));

    private static string Raw(JsonElement message) => message.GetRawText();

    private static async Task WaitUntilAsync(Func<bool> reached)
    {
        using var patience = new CancellationTokenSource(ServerProcess.Patience);
        while (!reached())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
