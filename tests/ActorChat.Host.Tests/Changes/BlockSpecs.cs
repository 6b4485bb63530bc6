using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Changes;

/// <summary>A block, through a real client: both directions of every event.</summary>
public sealed class BlockSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] s_shown = ["message", "chat", "changed", "read", "delivered", "typing", "presence", "chat_error", "block", "unblock", "blocked"];

    [Fact]
    public async Task What_the_blocked_sends_is_refused_and_what_the_blocker_sends_is_not()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        var again = new { room, message = "before", clientMessageId = "c" };
        var before = await scene.AtBob.CallAsync("message", again);
        var operation = new { room, seq = 2, message = "zwei", operationId = "op" };
        var edited = await scene.AtBob.CallAsync("edit", operation);
        Assert.Equal((scene.Bob.Login, true), Answer(await scene.AtAlice.CallAsync("block", new { login = scene.Bob.Login.ToUpperInvariant() })));
        Assert.Equal((scene.Bob.Login, true), Answer(await scene.AliceElsewhere.CallAsync("block", new { login = scene.Bob.Login })));

        Assert.Equal("blocked", await scene.AtBob.RefusalAsync("message", new { room, message = "x" }));
        Assert.Equal("blocked", await scene.BobElsewhere.RefusalAsync("message", new { companion = scene.Alice.Login, message = "x", clientMessageId = "new" }));
        Assert.Equal("blocked", await scene.AtBob.RefusalAsync("edit", new { room, seq = 2, message = "x" }));
        Assert.Equal("blocked", await scene.AtBob.RefusalAsync("react", new { room, seq = 1, reaction = "👍", on = true }));
        Assert.Equal("blocked", await scene.AtBob.RefusalAsync("react", new { room, seq = 1, reaction = "👍", on = false }));
        Assert.Equal("blocked", await scene.AtBob.RefusalAsync("typing", new { room, typing = true }));
        Assert.Equal(before.Again(), (await scene.AtBob.CallAsync("message", again)).GetRawText());
        Assert.Equal(edited.GetRawText(), (await scene.AtBob.CallAsync("edit", operation)).GetRawText());

        Assert.Equal(5, (await scene.AtAlice.CallAsync("message", new { room, message = "five" })).Number("seq"));
        Assert.Equal(2, (await scene.AtAlice.CallAsync("edit", new { room, seq = 1, message = "eins" })).Number("rev"));
        Assert.Equal(3, (await scene.AtAlice.CallAsync("react", new { room, seq = 2, reaction = "👍", on = true })).Number("rev"));
        Assert.Equal("{}", (await scene.AtAlice.CallAsync("typing", new { room, typing = true })).GetRawText());
        Assert.Equal("five", await NextAsync(scene.AtBob, "message", "five"));

        // Both keep the history and the markers, and what is the own can be taken back.
        Assert.Equal(5, (await scene.AtBob.CallAsync("have_room", room)).GetProperty("messages").GetArrayLength());
        Assert.Equal(2, (await scene.AtBob.CallAsync("changes", new { room, since = 1 })).GetProperty("messages").GetArrayLength());
        Assert.Equal(5, (await scene.AtBob.CallAsync("read", new { room, seq = 5 })).Number("seq"));
        Assert.Equal(4, (await scene.AtAlice.CallAsync("delivered", new { room, seq = 4 })).Number("seq"));
        Assert.False((await scene.AtBob.CallAsync("join_room", new { companion = scene.Alice.Login })).GetProperty("created").GetBoolean());
        Assert.Equal(4, (await scene.AtBob.CallAsync("delete", new { room, seq = 2 })).Number("rev"));

        Assert.Equal([scene.Bob.Login], Logins(await scene.AtAlice.CallAsync("blocked", new { })));
        Assert.Empty(Logins(await scene.AtBob.CallAsync("blocked", new { })));
        Assert.Equal((scene.Bob.Login, false), Answer(await scene.AtAlice.CallAsync("unblock", new { login = scene.Bob.Login })));
        Assert.Equal(6, (await scene.AtBob.CallAsync("message", new { room, message = "six" })).Number("seq"));
        Assert.Empty(Logins(await scene.AtAlice.CallAsync("blocked", new { })));
    }

    [Fact]
    public async Task With_somebody_who_blocks_no_room_is_opened_but_by_the_blocker()
    {
        var (alice, bob) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"));
        await using var atAlice = await ChatClient.ConnectAsync(server.Url, alice);
        await using var atBob = await ChatClient.ConnectAsync(server.Url, bob);
        await atAlice.CallAsync("block", new { login = bob.Login });
        Assert.Equal("blocked", await atBob.RefusalAsync("join_room", new { companion = alice.Login }));
        Assert.Equal("blocked", await atBob.RefusalAsync("message", new { companion = alice.Login, message = "x" }));
        Assert.Empty((await atAlice.CallAsync("sync", new { })).GetProperty("rooms").EnumerateArray());
        Assert.True((await atAlice.CallAsync("join_room", new { companion = bob.Login })).GetProperty("created").GetBoolean());
        Assert.Equal(1, (await atAlice.CallAsync("message", new { companion = bob.Login, message = "hi" })).Number("seq"));
        Assert.False((await atBob.CallAsync("join_room", new { companion = alice.Login })).GetProperty("created").GetBoolean());
        Assert.False(atBob.Has("presence"));
        Assert.False(atAlice.Has("presence"));
    }

    [Fact]
    public async Task Neither_is_told_of_the_others_presence_while_the_block_lasts()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        await scene.AtAlice.NextAsync("presence");
        await scene.AtBob.NextAsync("presence");
        await scene.AtBob.CallAsync("block", new { login = scene.Alice.Login });
        foreach (var (user, other) in new[] { (scene.Alice, scene.Bob), (scene.Bob, scene.Alice) })
        {
            var seen = (await ChangeScene.GetAsync(server, user, $"/get-all-users?search={other.Login}")).GetProperty("users")[0];
            Assert.Equal((false, JsonValueKind.Null), (seen.GetProperty("online").GetBoolean(), seen.GetProperty("lastSeen").ValueKind));
            Assert.False((await ChangeScene.GetAsync(server, user, "/get-all-chats")).GetProperty("chats")[0].GetProperty("online").GetBoolean());
        }

        await scene.LeaveAsync(scene.AtBob);
        await scene.LeaveAsync(scene.BobElsewhere);
        await using var again = await ChatClient.ConnectAsync(server.Url, scene.Bob);
        await again.CallAsync("join_room", new { companion = scene.Alice.Login });
        await scene.AtAlice.CallAsync("join_room", new { companion = scene.Bob.Login });
        Assert.False(again.Has("presence"));
        Assert.False(scene.AtAlice.Has("presence"));

        await again.CallAsync("unblock", new { login = scene.Alice.Login });
        Assert.Equal((scene.Alice.Login, true), Presence(await again.NextAsync("presence")));
        Assert.Equal((scene.Bob.Login, true), Presence(await scene.AtAlice.NextAsync("presence")));
        var known = (await ChangeScene.GetAsync(server, scene.Alice, $"/get-all-users?search={scene.Bob.Login}")).GetProperty("users")[0];
        Assert.True(known.GetProperty("online").GetBoolean());
        foreach (var path in new[] { "/get-all-chats", $"/get-all-chats?id={scene.Room}" })
        {
            Assert.True((await ChangeScene.GetAsync(server, scene.Alice, path)).GetProperty("chats")[0].GetProperty("online").GetBoolean());
        }
    }

    [Fact]
    public async Task Nobody_is_told_of_a_block_and_the_typing_of_the_blocked_ends()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        await scene.AtAlice.NextAsync("presence");
        await scene.AtBob.NextAsync("presence");
        await scene.AtBob.CallAsync("typing", new { room = scene.Room, typing = true });
        await scene.AtAlice.CallAsync("block", new { login = scene.Bob.Login });
        var typing = new[] { await scene.AtAlice.NextAsync("typing"), await scene.AtAlice.NextAsync("typing") };
        Assert.Equal([(scene.Bob.Login, true), (scene.Bob.Login, false)], typing.Select(sign => (sign.Text("login")!, sign.GetProperty("typing").GetBoolean())));
        foreach (var client in scene.Clients)
        {
            await client.CallAsync("have_room", scene.Room);
            Assert.DoesNotContain(s_shown, client.Has);
        }
    }

    [Fact]
    public async Task Only_another_user_who_exists_is_blocked()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        Assert.Equal("self_dialog", await scene.AtAlice.RefusalAsync("block", new { login = scene.Alice.Login }));
        Assert.Equal("user_not_found", await scene.AtAlice.RefusalAsync("block", new { login = "nobody-at-all" }));
        Assert.Equal("user_not_found", await scene.AtAlice.RefusalAsync("unblock", new { login = "nobody-at-all" }));
        Assert.Equal((scene.Bob.Login, false), Answer(await scene.AtAlice.CallAsync("unblock", new { login = scene.Bob.Login })));
    }

    private static (string?, bool) Answer(JsonElement answer) => (answer.Text("login"), answer.GetProperty("blocked").GetBoolean());

    private static (string?, bool) Presence(JsonElement presence) => (presence.Text("login"), presence.GetProperty("online").GetBoolean());

    private static IEnumerable<string?> Logins(JsonElement answer) => answer.GetProperty("logins").EnumerateArray().Select(login => login.GetString());

    private static async Task<string?> NextAsync(ChatClient client, string name, string text)
    {
        string? next;
        do
        {
            next = (await client.NextAsync(name)).Text("message");
        }
        while (next != text);
        return next;
    }
}
