using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Admin;

/// <summary>A companion who was erased: the same answer for every way to the room, in old and new sessions.</summary>
public sealed class ErasedCompanionSpecs
{
    [Fact]
    public async Task Old_and_new_sessions_get_the_same_answer_by_room_and_by_companion()
    {
        await using var server = await OperatedServer.StartAsync();
        var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
        await using var atAlice = await ChatClient.ConnectAsync(server.Url, alice);
        await using var before = await ChatClient.ConnectAsync(server.Url, bob);
        var room = (await before.CallAsync("join_room", new { companion = "alice" })).GetProperty("room").GetString();
        await before.CallAsync("message", new { room, message = "one", clientMessageId = "c1" });
        await atAlice.CallAsync("message", new { room, message = "two" });
        await EraseAsync(server, "alice");

        await using var after = await ChatClient.ConnectAsync(server.Url, bob);
        foreach (var session in new[] { before, after })
        {
            Assert.Equal("user_not_found", await session.RefusalAsync("message", new { room, message = "x" }));
            Assert.Equal("user_not_found", await session.RefusalAsync("message", new { companion = "alice", message = "x" }));
            Assert.Equal("user_not_found", await session.RefusalAsync("message", new { companion = "ALICE", message = "x", clientMessageId = "new" }));
            Assert.Equal("user_not_found", await session.RefusalAsync("typing", new { room, typing = true }));

            var joined = await session.CallAsync("join_room", new { companion = "alice" });
            Assert.Equal((room, "alice", false), (joined.GetProperty("room").GetString(), joined.GetProperty("companion").GetString(), joined.GetProperty("created").GetBoolean()));
            Assert.Equal(["one", ""], (await session.CallAsync("have_room", new { room })).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("message").GetString()));
            Assert.Equal(2, (await session.CallAsync("read", new { room, seq = 2 })).GetProperty("seq").GetInt32());

            // What was stored before is acknowledged with its first answer.
            Assert.Equal(1, (await session.CallAsync("message", new { room, message = "one", clientMessageId = "c1" })).GetProperty("seq").GetInt32());
            Assert.Equal(1, (await session.CallAsync("message", new { companion = "alice", message = "one", clientMessageId = "c1" })).GetProperty("seq").GetInt32());
        }
    }

    [Fact]
    public async Task With_an_erased_user_no_room_is_opened()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.sessions.joined-rooms = 1");
        await TestUser.RegisterAsync(server.Http, "alice");
        await TestUser.RegisterAsync(server.Http, "carol");
        var bob = await TestUser.RegisterAsync(server.Http, "bob");
        await using var session = await ChatClient.ConnectAsync(server.Url, bob);
        await session.CallAsync("join_room", new { companion = "carol" });
        // The session has looked her up, and opened no room.
        Assert.Equal("rate_limited", await session.RefusalAsync("join_room", new { companion = "alice" }));
        await EraseAsync(server, "alice");
        Assert.Equal("user_not_found", await session.RefusalAsync("message", new { companion = "alice", message = "x" }));
        await using var fresh = await ChatClient.ConnectAsync(server.Url, bob);
        Assert.Equal("user_not_found", await fresh.RefusalAsync("join_room", new { companion = "alice" }));
        Assert.Equal("user_not_found", await fresh.RefusalAsync("message", new { companion = "alice", message = "x" }));
    }

    [Fact]
    public async Task It_stays_so_after_a_restart_and_nobody_becomes_the_erased_user_again()
    {
        var server = new RunningServer();
        await server.InitializeAsync();
        try
        {
            var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
            string? room;
            await using (var session = await ChatClient.ConnectAsync(server.Url, bob))
            {
                room = (await session.CallAsync("message", new { companion = "alice", message = "one", clientMessageId = "c1" })).GetProperty("room").GetString();
            }

            await server.Backend.Eraser.EraseAsync(Actors.Common.Login.FromStored(alice.Login));
            await server.RestartAsync();
            using var registered = await server.Http.PostAsJsonAsync("/registr", new { login = "Alice", password = TestUser.Password });
            Assert.Equal(HttpStatusCode.Conflict, registered.StatusCode);
            await using var again = await ChatClient.ConnectAsync(server.Url, bob);
            Assert.Equal("user_not_found", await again.RefusalAsync("message", new { room, message = "x" }));
            Assert.Equal("user_not_found", await again.RefusalAsync("message", new { companion = "alice", message = "x" }));
            Assert.Equal("user_not_found", await again.RefusalAsync("typing", new { room, typing = true }));
            Assert.Equal(1, (await again.CallAsync("message", new { companion = "alice", message = "one", clientMessageId = "c1" })).GetProperty("seq").GetInt32());
            Assert.Single((await again.CallAsync("have_room", new { room })).GetProperty("messages").EnumerateArray());
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Messages_that_race_the_erasure_are_acknowledged_or_refused_and_the_history_has_exactly_the_acknowledged_ones()
    {
        await using var server = await OperatedServer.StartAsync();
        await TestUser.RegisterAsync(server.Http, "alice");
        var bob = await TestUser.RegisterAsync(server.Http, "bob");
        await using var session = await ChatClient.ConnectAsync(server.Url, bob);
        var room = (await session.CallAsync("join_room", new { companion = "alice" })).GetProperty("room").GetString();
        var erasing = EraseAsync(server, "alice");
        var acknowledged = new List<long>();
        var refused = "";
        for (var i = 0; refused.Length == 0; i++)
        {
            object message = i % 2 == 0 ? new { room, message = $"text {i}", clientMessageId = $"c{i}" } : new { companion = "alice", message = $"text {i}", clientMessageId = $"c{i}" };
            var answer = await session.CallAsync("message", message);
            if (answer.TryGetProperty("error", out var error))
            {
                refused = error.GetProperty("code").GetString()!;
            }
            else
            {
                acknowledged.Add(answer.GetProperty("seq").GetInt64());
            }
        }

        await erasing;
        Assert.Equal("user_not_found", refused);
        var all = new List<JsonElement>();
        while (all.Count < acknowledged.Count)
        {
            all.AddRange((await session.CallAsync("have_room", new { room, after = all.Count })).GetProperty("messages").EnumerateArray());
        }

        Assert.Equal(acknowledged, all.Select(message => message.GetProperty("seq").GetInt64()));
        Assert.Equal("user_not_found", await session.RefusalAsync("message", new { room, message = "x" }));
    }

    private static async Task EraseAsync(OperatedServer server, string login)
    {
        using var erased = await server.Admin.PostAsync($"/admin/users/{login}/erase", null);
        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
    }
}
