using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Changes;

/// <summary>What changed is there after a restart, on both storages, and an operation that is sent again is the same one.</summary>
public sealed class LastingSpecs
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_is_there_after_a_restart(bool onPostgreSql)
    {
        using var database = onPostgreSql ? new TestDatabase() : null;
        var server = new RunningServer { PostgreSql = database?.ConnectionString };
        await server.InitializeAsync();
        try
        {
            await using var scene = await ChangeScene.SetAsync(server);
            var room = scene.Room;
            var edit = new { room, seq = 1, message = "eins", operationId = "op" };
            var edited = await scene.AtAlice.CallAsync("edit", edit);
            await scene.AtBob.CallAsync("react", new { room, seq = 1, reaction = "👍", on = true });
            var nothing = new { room, seq = 1, message = "eins", operationId = "nothing" };
            var unchanged = await scene.AliceElsewhere.CallAsync("edit", nothing);
            await scene.AtAlice.CallAsync("edit", new { room, seq = 1, message = "uno" });
            var gone = new { room, message = "gone", clientMessageId = "c" };
            var posted = await scene.AtBob.CallAsync("message", gone);
            await scene.AtBob.CallAsync("delete", new { room, seq = 4 });
            var delete = new { room, seq = 2, operationId = "op" };
            var deleted = await scene.AtBob.CallAsync("delete", delete);
            await scene.AtBob.CallAsync("message", new { room, message = "to one", replyTo = 1 });
            await scene.AtBob.CallAsync("delivered", new { room, seq = 3 });
            await scene.AtAlice.CallAsync("block", new { login = scene.Bob.Login });
            var before = await SeenAsync(server, scene);
            var cursor = (await scene.AtAlice.CallAsync("sync", new { })).Text("cursor");

            await server.RestartAsync();
            await using var again = await scene.ReconnectAsync(server);
            Assert.Equal(before, await SeenAsync(server, again));
            Assert.Equal(0, (await again.AtAlice.CallAsync("sync", new { cursor })).GetProperty("rooms").GetArrayLength());
            Assert.Equal(edited.GetRawText(), (await again.AtAlice.CallAsync("edit", edit)).GetRawText());
            Assert.Equal(unchanged.GetRawText(), (await again.AtAlice.CallAsync("edit", nothing)).GetRawText());
            Assert.Equal(deleted.GetRawText(), (await again.AtBob.CallAsync("delete", delete)).GetRawText());
            Assert.Equal(posted.Again(), (await again.AtBob.CallAsync("message", gone)).GetRawText());
            Assert.Equal(before, await SeenAsync(server, again));
            Assert.Equal("blocked", await again.AtBob.RefusalAsync("message", new { room, message = "x" }));
            Assert.Equal(6, (await again.AtAlice.CallAsync("react", new { room, seq = 5, reaction = "❤", on = true })).Number("rev"));
            Assert.Equal(6, (await again.AtBob.NextAsync("changed")).Number("rev"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Messages_older_than_what_a_room_holds_in_memory_change_too()
    {
        var server = new RunningServer { Settings = "actorchat.rooms.latest-messages = 2" };
        await server.InitializeAsync();
        try
        {
            await using var scene = await ChangeScene.SetAsync(server);
            var room = scene.Room;
            await scene.AtBob.CallAsync("message", new { room, message = "four" });
            Assert.Equal(1, (await scene.AtAlice.CallAsync("edit", new { room, seq = 1, message = "eins", operationId = "a" })).Number("rev"));
            Assert.Equal("👍", Assert.Single(await ReactAsync(scene, 1)));
            Assert.Equal(3, (await scene.AtAlice.CallAsync("delete", new { room, seq = 1, operationId = "b" })).Number("rev"));
            Assert.Equal(1, (await scene.AtAlice.CallAsync("edit", new { room, seq = 1, message = "other", operationId = "a" })).Number("rev"));
            Assert.Equal(["", "two", "three", "four"], (await scene.HistoryAsync()).Select(message => message.Text("message")));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_windows_are_those_of_the_settings()
    {
        var server = new RunningServer { Settings = "actorchat.rooms { edit-window = 0s, delete-window = off, delivered = off }" };
        await server.InitializeAsync();
        try
        {
            await using var scene = await ChangeScene.SetAsync(server);
            var room = scene.Room;
            Assert.Equal("too_late", await scene.AtAlice.RefusalAsync("edit", new { room, seq = 1, message = "eins" }));
            Assert.Equal(1, (await scene.AtAlice.CallAsync("delete", new { room, seq = 1 })).Number("rev"));
            Assert.Equal(0, (await scene.AtBob.CallAsync("delivered", new { room, seq = 3 })).Number("seq"));
            await scene.AtBob.CallAsync("read", new { room, seq = 3 });
            Assert.Equal(3, (await scene.AtBob.CallAsync("delivered", new { room, seq = 3 })).Number("seq"));
            Assert.Equal(3, (await scene.AtBob.CallAsync("have_room", room)).GetProperty("delivered").Number(scene.Bob.Login));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<IEnumerable<string>> ReactAsync(ChangeScene scene, long seq)
    {
        await scene.AtBob.CallAsync("react", new { room = scene.Room, seq, reaction = "👍", on = true });
        return (await scene.HistoryAsync()).Single(message => message.Number("seq") == seq).GetProperty("reactions").EnumerateObject().Select(reaction => reaction.Name);
    }

    /// <summary>What both see in pages, changes and lists.</summary>
    private static async Task<string> SeenAsync(RunningServer server, ChangeScene scene)
    {
        var room = scene.Room;
        JsonElement[] seen =
        [
            await scene.AtAlice.CallAsync("have_room", room), await scene.AtBob.CallAsync("have_room", room), await scene.AtAlice.CallAsync("changes", new { room, since = 0 }),
            await scene.AtAlice.CallAsync("blocked", new { }), (await scene.AtBob.CallAsync("sync", new { })).GetProperty("rooms"),
            await ChangeScene.GetAsync(server, scene.Bob, $"/get-all-users?search={scene.Alice.Login}"),
        ];
        return string.Join('\n', seen.Select(json => json.GetRawText()));
    }
}
