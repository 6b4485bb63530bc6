using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Changes;

/// <summary>What changes about messages, through a real client: two sessions of each user, of which one has joined.</summary>
public sealed class ChangeSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task An_edit_is_shown_to_every_session_and_in_every_page()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        var answer = await scene.AtAlice.CallAsync("edit", new { room, seq = 3, message = "drei" });
        Assert.Equal((room, 3, 1), (answer.Text("room"), answer.Number("seq"), answer.Number("rev")));
        var shown = await scene.NextOfAllAsync("changed", "chat");
        Assert.All(shown[..2], changed =>
        {
            Assert.Equal((room, 1), (changed.Text("room"), changed.Number("rev")));
            var message = changed.GetProperty("message");
            Assert.Equal(("drei", 1, answer.Text("time")), (message.Text("message"), message.Number("rev"), message.Text("editedAt")));
        });
        Assert.All(shown[2..], chat => Assert.Equal((3, 1, "drei"), (chat.Number("seq"), chat.Number("rev"), chat.GetProperty("lastMessage").Text("message"))));
        Assert.Equal(["one", "two", "drei"], (await scene.HistoryAsync()).Select(message => message.Text("message")));
        var chats = (await ChangeScene.GetAsync(server, scene.Bob, $"/get-all-chats?id={room}")).GetProperty("chats")[0];
        Assert.Equal((3, 1, "drei"), (chats.Number("seq"), chats.Number("rev"), chats.GetProperty("lastMessage").Text("message")));
    }

    [Fact]
    public async Task Of_an_older_message_only_the_joined_sessions_hear()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        await scene.AtBob.CallAsync("react", new { room = scene.Room, seq = 1, reaction = "👍", on = true });
        Assert.Equal(1, (await scene.AtAlice.NextAsync("changed")).Number("rev"));
        await scene.AliceElsewhere.CallAsync("have_room", scene.Room);
        Assert.False(scene.AliceElsewhere.Has("chat"));
        Assert.False(scene.AliceElsewhere.Has("changed"));
    }

    [Fact]
    public async Task A_deletion_leaves_a_place_with_its_number_and_nothing_of_what_was_there()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        await scene.AtBob.CallAsync("react", new { room, seq = 1, reaction = "👍", on = true });
        var last = new { room, message = "four", clientMessageId = "c" };
        var posted = await scene.AtAlice.CallAsync("message", last);
        var answer = await scene.AliceElsewhere.CallAsync("delete", new { room, seq = 1 });
        Assert.Equal(2, answer.Number("rev"));
        Assert.Equal(answer.GetRawText(), (await scene.AtAlice.CallAsync("delete", new { room, seq = 1 })).GetRawText());
        await scene.AtBob.NextAsync("changed");
        var shown = (await scene.AtBob.NextAsync("changed")).GetProperty("message");
        var read = (await scene.HistoryAsync())[0];
        Assert.All([shown, read], message =>
        {
            Assert.Equal((1, "", true), (message.Number("seq"), message.Text("message"), message.GetProperty("deleted").GetBoolean()));
            Assert.False(message.Has("reactions") || message.Has("editedAt") || message.Has("erased"));
        });
        await scene.AtAlice.CallAsync("delete", new { room, seq = 4 });
        var listed = (await ChangeScene.GetAsync(server, scene.Bob, "/get-all-chats")).GetProperty("chats")[0].GetProperty("lastMessage");
        Assert.All([(await scene.AtBob.NextAsync("changed")).GetProperty("message"), (await scene.HistoryAsync())[3], listed], message =>
            Assert.Equal((4, true, false), (message.Number("seq"), message.GetProperty("deleted").GetBoolean(), message.Has("clientMessageId"))));
        Assert.Equal(posted.Number("id"), (await scene.AtAlice.CallAsync("message", last)).Number("id"));
        Assert.Equal("message_not_found", await scene.AtAlice.RefusalAsync("edit", new { room, seq = 1, message = "back" }));
        Assert.Equal("message_not_found", await scene.AtBob.RefusalAsync("react", new { room, seq = 1, reaction = "👍", on = true }));
    }

    [Fact]
    public async Task Both_react_and_each_takes_only_the_own_reaction_back()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        Assert.Equal(1, (await scene.AtAlice.CallAsync("react", new { room, seq = 2, reaction = "👍", on = true })).Number("rev"));
        Assert.Equal(2, (await scene.AtBob.CallAsync("react", new { room, seq = 2, reaction = "👍", on = true })).Number("rev"));
        Assert.Equal(2, (await scene.AtBob.CallAsync("react", new { room, seq = 2, reaction = "👍", on = true })).Number("rev"));
        Assert.Equal([scene.Alice.Login, scene.Bob.Login], Who((await scene.HistoryAsync())[1]).Order(StringComparer.Ordinal));
        await scene.AtAlice.CallAsync("react", new { room, seq = 2, reaction = "👍", on = false });
        Assert.Equal([scene.Bob.Login], Who((await scene.HistoryAsync())[1]));
        for (var count = 1; count < 20; count++)
        {
            await scene.AtBob.CallAsync("react", new { room, seq = 2, reaction = $"{count}", on = true });
        }

        Assert.Equal("too_many_reactions", await scene.AtBob.RefusalAsync("react", new { room, seq = 2, reaction = "20", on = true }));

        static IEnumerable<string> Who(JsonElement message) => message.GetProperty("reactions").GetProperty("👍").EnumerateArray().Select(login => login.GetString()!);
    }

    [Fact]
    public async Task A_message_answers_another_one_of_the_room()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        await scene.AtBob.CallAsync("message", new { room, message = "to one", replyTo = 1 });
        var shown = await scene.NextOfAllAsync("message", "chat");
        Assert.All([shown[0], shown[1], shown[2].GetProperty("lastMessage"), (await scene.HistoryAsync())[3]], message => Assert.Equal(1, message.Number("replyTo")));
        Assert.Equal("message_not_found", await scene.AtBob.RefusalAsync("message", new { room, message = "x", replyTo = 5 }));
        Assert.Equal(0, (await scene.AtBob.CallAsync("have_room", room)).Number("rev"));
    }

    [Fact]
    public async Task Only_the_author_changes_a_text()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        Assert.Equal("forbidden", await scene.AtBob.RefusalAsync("edit", new { room, seq = 1, message = "x" }));
        Assert.Equal("forbidden", await scene.AtBob.RefusalAsync("delete", new { room, seq = 1 }));
        Assert.Equal("message_not_found", await scene.AtBob.RefusalAsync("edit", new { room, seq = 99, message = "x" }));
        Assert.Equal("message_too_long", await scene.AtAlice.RefusalAsync("edit", new { room, seq = 1, message = new string('x', 4001) }));
    }

    [Fact]
    public async Task A_request_without_an_acknowledgement_is_answered_by_an_event_of_its_name()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        await scene.AtAlice.EmitAsync("edit", new { room, seq = 1, message = "eins" });
        var edited = await scene.AtAlice.NextAsync("edit");
        Assert.Equal((1, 1), (edited.Number("seq"), edited.Number("rev")));
        await scene.AtAlice.EmitAsync("react", new { room, seq = 2, reaction = "👍", on = true });
        Assert.Equal(2, (await scene.AtAlice.NextAsync("react")).Number("rev"));
        await scene.AtAlice.EmitAsync("delete", new { room, seq = 3 });
        Assert.Equal(3, (await scene.AtAlice.NextAsync("delete")).Number("rev"));
        await scene.AtAlice.EmitAsync("changes", new { room, since = 0 });
        Assert.Equal(3, (await scene.AtAlice.NextAsync("changes")).GetProperty("messages").GetArrayLength());
        await scene.AtBob.EmitAsync("delivered", new { room, seq = 3 });
        var moved = await scene.AtBob.NextAsync("delivered");
        Assert.Equal((scene.Bob.Login, 3), (moved.Text("login"), moved.Number("seq")));
        await scene.AtBob.EmitAsync("delivered", new { room, seq = 1 });
        Assert.Equal(3, (await scene.AtBob.NextAsync("delivered")).Number("seq"));
        await scene.AtAlice.EmitAsync("sync", new { });
        Assert.True((await scene.AtAlice.NextAsync("sync")).GetProperty("complete").GetBoolean());
        await scene.AtAlice.EmitAsync("blocked", new { });
        Assert.Equal(0, (await scene.AtAlice.NextAsync("blocked")).GetProperty("logins").GetArrayLength());
        await scene.AtAlice.EmitAsync("edit", new { room, seq = 0, message = "x" });
        var refused = await scene.AtAlice.NextAsync("chat_error");
        Assert.Equal(("edit", "invalid_request"), (refused.Text("event"), refused.Text("code")));
    }

    [Fact]
    public async Task Delivery_is_one_level_below_reading_and_never_moves_back()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var (room, bob) = (scene.Room, scene.Bob.Login);
        Assert.Equal(1, (await scene.AtBob.CallAsync("delivered", new { room, seq = 1 })).Number("seq"));
        Assert.All(await scene.NextOfAllAsync("delivered", "delivered"), moved => Assert.Equal((room, bob, 1), (moved.Text("room"), moved.Text("login"), moved.Number("seq"))));
        var left = (await scene.AtBob.CallAsync("read", new { room, seq = 2 })).Number("unread");
        Assert.Equal(left, (await scene.AtAlice.NextAsync("read")).Number("unread"));
        Assert.Equal((1, 0), (left, (await scene.AtBob.CallAsync("read", new { room, seq = 3 })).Number("unread")));
        Assert.Equal(3, (await scene.AtBob.CallAsync("delivered", new { room, seq = 2 })).Number("seq"));
        Assert.Equal("invalid_request", await scene.AtBob.RefusalAsync("delivered", new { room, seq = 4 }));
        var page = await scene.AtAlice.CallAsync("have_room", room);
        Assert.Equal((3, 3), (page.GetProperty("delivered").Number(bob), page.GetProperty("read").Number(bob)));
        Assert.False(scene.AtAlice.Has("delivered"));
    }

    [Fact]
    public async Task Changes_are_paged_each_message_once_in_its_present_form()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        await scene.AtAlice.CallAsync("edit", new { room, seq = 1, message = "eins" });
        await scene.AtBob.CallAsync("edit", new { room, seq = 2, message = "zwei" });
        await scene.AtAlice.CallAsync("edit", new { room, seq = 1, message = "uno" });
        var first = await scene.AtBob.CallAsync("changes", new { room, since = 0, limit = 1 });
        Assert.Equal((3, true, "zwei"), (first.Number("rev"), first.GetProperty("hasMore").GetBoolean(), first.GetProperty("messages")[0].Text("message")));
        var second = await scene.AtBob.CallAsync("changes", new { room, since = 2, limit = 1 });
        Assert.Equal((3, false, "uno"), (second.Number("rev"), second.GetProperty("hasMore").GetBoolean(), second.GetProperty("messages")[0].Text("message")));
        var none = await scene.AtBob.CallAsync("changes", new { room, since = 3 });
        Assert.Equal((3, 0), (none.Number("rev"), none.GetProperty("messages").GetArrayLength()));
        Assert.Matches("^[a-z0-9]{16}$", none.Text("epoch"));
    }

    [Fact]
    public async Task Sync_finds_the_rooms_in_which_something_happened_since()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var carol = await server.RegisterAsync("carol");
        await scene.AtAlice.CallAsync("message", new { companion = carol.Login, message = "hi" });
        var all = await scene.AtAlice.CallAsync("sync", new { });
        Assert.Equal([scene.Bob.Login, carol.Login], all.GetProperty("rooms").EnumerateArray().Select(room => room.Text("companion")));
        Assert.Equal((true, false), (all.GetProperty("complete").GetBoolean(), all.GetProperty("reset").GetBoolean()));
        var cursor = all.Text("cursor");
        Assert.Equal(0, (await scene.AtAlice.CallAsync("sync", new { cursor })).GetProperty("rooms").GetArrayLength());
        await scene.AtBob.CallAsync("react", new { room = scene.Room, seq = 1, reaction = "👍", on = true });
        await scene.AtBob.CallAsync("delivered", new { room = scene.Room, seq = 3 });
        var since = await scene.AtAlice.CallAsync("sync", new { cursor });
        var changed = Assert.Single(since.GetProperty("rooms").EnumerateArray());
        Assert.Equal((scene.Room, 3, 1, 1), (changed.Text("room"), changed.Number("seq"), changed.Number("rev"), changed.Number("unread")));
        Assert.Equal((3, 0), (changed.GetProperty("delivered").Number(scene.Bob.Login), changed.GetProperty("read").Number(scene.Bob.Login)));
        Assert.Equal("three", changed.GetProperty("lastMessage").Text("message"));
        var one = await scene.AtAlice.CallAsync("sync", new { limit = 1 });
        Assert.Equal((1, false), (one.GetProperty("rooms").GetArrayLength(), one.GetProperty("complete").GetBoolean()));
        Assert.Equal("invalid_request", await scene.AtAlice.RefusalAsync("sync", new { cursor = "no cursor" }));
        Assert.Equal("invalid_request", await scene.AtAlice.RefusalAsync("sync", new { cursor = "AAAA" }));
    }

    [Fact]
    public async Task An_old_client_goes_on_in_a_room_full_of_changes()
    {
        await using var scene = await ChangeScene.SetAsync(server);
        var room = scene.Room;
        for (var count = 0; count < 100; count++)
        {
            await scene.AtAlice.CallAsync("edit", new { room, seq = 1, message = $"edit {count}" });
            await scene.AtBob.CallAsync("react", new { room, seq = 3, reaction = "👍", on = count % 2 == 0 });
        }

        await scene.AtAlice.CallAsync("delete", new { room, seq = 3 });

        // It knows of messages, of their numbers and of read markers, and reads page by page.
        await using var old = await ChatClient.ConnectAsync(server.Url, scene.Bob);
        await old.CallAsync("join_room", new { companion = scene.Alice.Login });
        var texts = new List<string?>();
        JsonElement page;
        do
        {
            page = await old.CallAsync("have_room", new { room, after = texts.Count, limit = 2 });
            texts.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => message.Text("message")));
        }
        while (page.GetProperty("hasMore").GetBoolean());
        Assert.Equal(["edit 99", "two", ""], texts);
        var sent = await old.CallAsync("message", new { room, message = "four", clientMessageId = "c" });
        Assert.Equal(4, sent.Number("seq"));
        Assert.Equal("four", (await old.NextAsync("message")).Text("message"));
        Assert.Equal(4, (await scene.AtAlice.CallAsync("read", new { room, seq = 4 })).Number("seq"));
        Assert.Equal(4, (await old.NextAsync("read")).Number("seq"));
        Assert.Equal(sent.Again(), (await old.CallAsync("message", new { room, message = "four", clientMessageId = "c" })).GetRawText());
    }
}
