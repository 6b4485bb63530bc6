using System.Net;
using System.Net.Http.Headers;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>Only its two users can read, write, join or learn of a room.</summary>
public sealed class StrangerSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] s_events = ["message", "chat", "changed", "read", "delivered", "typing", "presence", "chat_error"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stranger_is_answered_as_if_the_room_did_not_exist(bool roomExists)
    {
        await using var scene = await Scene.SetAsync(server);
        var room = roomExists ? scene.Room : "0f8fad5b-d9cb-569f-a165-70867728950e";
        foreach (var (request, argument) in new (string, object)[]
        {
            ("have_room", room),
            ("have_room", new { room, after = 0 }),
            ("leave_room", new { room }),
            ("message", new { room, message = "let me in" }),
            ("message", new { login = scene.Mallory.Login, room, message = "let me in", clientMessageId = "one" }),
            ("read", new { room, seq = 1 }),
            ("typing", new { room, typing = true }),
            ("delivered", new { room, seq = 1 }),
            ("edit", new { room, seq = 1, message = "mine", operationId = "op" }),
            ("delete", new { room, seq = 1 }),
            ("react", new { room, seq = 1, reaction = "👍", on = true }),
            ("changes", new { room, since = 0 }),
            ("message", new { room, message = "let me in", replyTo = 1 }),
        })
        {
            var answer = await scene.AtMallory.CallAsync(request, argument);
            Assert.Equal("""{"error":{"code":"room_not_found","message":"There is no such room."}}""", answer.GetRawText());
        }
    }

    [Fact]
    public async Task A_stranger_cannot_write_or_join_in_the_name_of_another()
    {
        await using var scene = await Scene.SetAsync(server);
        var (alice, bob) = (scene.Alice.Login, scene.Bob.Login);
        Assert.Equal("forbidden", await scene.AtMallory.RefusalAsync("join_room", new { login = alice, companion = bob }));
        Assert.Equal("forbidden", await scene.AtMallory.RefusalAsync("message", new { login = alice, companion = bob, message = "x" }));
        Assert.Equal("forbidden", await scene.AtMallory.RefusalAsync("message", new { login = alice, room = scene.Room, message = "x" }));
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, scene.Mallory with { Login = alice }));
        Assert.Equal(1, await scene.CountMessagesAsync());
    }

    [Fact]
    public async Task Nothing_that_happens_in_a_room_reaches_a_stranger()
    {
        await using var scene = await Scene.SetAsync(server);
        var room = scene.Room;
        await scene.AtMallory.RefusalAsync("have_room", room);
        await scene.AtAlice.CallAsync("message", new { room, message = "secret" });
        await scene.AtBob.CallAsync("typing", new { room, typing = true });
        await scene.AtBob.CallAsync("delivered", new { room, seq = 2 });
        await scene.AtAlice.CallAsync("edit", new { room, seq = 2, message = "another secret" });
        await scene.AtBob.CallAsync("react", new { room, seq = 2, reaction = "👍", on = true });
        await scene.AtBob.CallAsync("read", new { room, seq = 2 });
        await scene.AtAlice.NextAsync("read");

        // Anything sent to the stranger would have come before the answer to this.
        await scene.AtMallory.CallAsync("join_room", new { companion = scene.Bob.Login });
        Assert.DoesNotContain(s_events.Except(["presence"]), scene.AtMallory.Has);
    }

    [Fact]
    public async Task No_endpoint_tells_a_stranger_of_a_room()
    {
        await using var scene = await Scene.SetAsync(server);
        Assert.Contains(scene.Room, await GetAsync("/get-all-chats", scene.Alice), StringComparison.Ordinal);
        Assert.Contains(scene.Room, await GetAsync($"/get-all-chats?id={scene.Room}", scene.Bob), StringComparison.Ordinal);
        Assert.Equal("""{"chats":[],"next":null}""", await GetAsync("/get-all-chats", scene.Mallory));
        Assert.Equal(await ProblemAsync("0f8fad5b-d9cb-569f-a165-70867728950e", scene.Mallory), await ProblemAsync(scene.Room, scene.Mallory));
    }

    private async Task<string> ProblemAsync(string room, TestUser user)
    {
        using var answer = await SendAsync($"/get-all-chats?id={room}", user);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string> GetAsync(string path, TestUser user)
    {
        using var answer = await SendAsync(path, user);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(string path, TestUser user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        return await server.Http.SendAsync(request);
    }

    /// <summary>Alice and Bob in a room with one message; Mallory knows its number.</summary>
    private sealed record Scene(TestUser Alice, TestUser Bob, TestUser Mallory, ChatClient AtAlice, ChatClient AtBob, ChatClient AtMallory, string Room) : IAsyncDisposable
    {
        public static async Task<Scene> SetAsync(RunningServer server)
        {
            var (alice, bob, mallory) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"), await server.RegisterAsync("mallory"));
            var atAlice = await ChatClient.ConnectAsync(server.Url, alice);
            var atBob = await ChatClient.ConnectAsync(server.Url, bob);
            var room = (await atAlice.CallAsync("join_room", new { companion = bob.Login })).GetProperty("room").GetString()!;
            await atBob.CallAsync("join_room", new { companion = alice.Login });
            await atAlice.CallAsync("message", new { room, message = "first", clientMessageId = "one" });
            return new Scene(alice, bob, mallory, atAlice, atBob, await ChatClient.ConnectAsync(server.Url, mallory), room);
        }

        public async Task<int> CountMessagesAsync() => (await AtAlice.CallAsync("have_room", Room)).GetProperty("messages").GetArrayLength();

        public async ValueTask DisposeAsync()
        {
            await AtAlice.DisposeAsync();
            await AtBob.DisposeAsync();
            await AtMallory.DisposeAsync();
        }
    }
}
