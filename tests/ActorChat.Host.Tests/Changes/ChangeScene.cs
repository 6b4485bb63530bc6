using System.Net.Http.Headers;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Changes;

/// <summary>Alice and Bob with two sessions each, of which one has joined their room. Alice wrote number 1, Bob number 2, Alice number 3.</summary>
internal sealed class ChangeScene : IAsyncDisposable
{
    private readonly HashSet<ChatClient> _left = [];

    private ChangeScene(TestUser alice, TestUser bob, ChatClient[] clients, string room) => (Alice, Bob, Clients, Room) = (alice, bob, clients, room);

    public TestUser Alice { get; }

    public TestUser Bob { get; }

    /// <summary>Alice joined, Alice elsewhere, Bob joined, Bob elsewhere.</summary>
    public IReadOnlyList<ChatClient> Clients { get; }

    public ChatClient AtAlice => Clients[0];

    public ChatClient AliceElsewhere => Clients[1];

    public ChatClient AtBob => Clients[2];

    public ChatClient BobElsewhere => Clients[3];

    public string Room { get; }

    public static async Task<ChangeScene> SetAsync(RunningServer server)
    {
        var (alice, bob) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"));
        var clients = await ConnectAsync(server, alice, bob);
        var room = (await clients[0].CallAsync("join_room", new { companion = bob.Login })).GetProperty("room").GetString()!;
        await clients[2].CallAsync("join_room", new { companion = alice.Login });
        await clients[0].CallAsync("message", new { room, message = "one" });
        await clients[2].CallAsync("message", new { room, message = "two" });
        await clients[0].CallAsync("message", new { room, message = "three" });
        var scene = new ChangeScene(alice, bob, clients, room);
        for (var count = 0; count < 3; count++)
        {
            await scene.NextOfAllAsync("message", "chat");
        }

        return scene;
    }

    /// <summary>The same users after a restart, with new connections.</summary>
    public async Task<ChangeScene> ReconnectAsync(RunningServer server)
    {
        var clients = await ConnectAsync(server, Alice, Bob);
        await clients[0].CallAsync("join_room", new { companion = Bob.Login });
        await clients[2].CallAsync("join_room", new { companion = Alice.Login });
        return new ChangeScene(Alice, Bob, clients, Room);
    }

    /// <summary>The next event of each session: of the joined ones with the first name, of the others with the second.</summary>
    public async Task<JsonElement[]> NextOfAllAsync(string joined, string elsewhere) =>
        [await AtAlice.NextAsync(joined), await AtBob.NextAsync(joined), await AliceElsewhere.NextAsync(elsewhere), await BobElsewhere.NextAsync(elsewhere)];

    /// <summary>The messages of the room as a page of history has them.</summary>
    public async Task<IReadOnlyList<JsonElement>> HistoryAsync() => [.. (await AtBob.CallAsync("have_room", Room)).GetProperty("messages").EnumerateArray()];

    public static async Task<JsonElement> GetAsync(RunningServer server, TestUser user, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        using var answer = await server.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.Clone();
    }

    /// <summary>A session ends before the others.</summary>
    public async Task LeaveAsync(ChatClient client)
    {
        if (_left.Add(client))
        {
            await client.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
        {
            await LeaveAsync(client);
        }
    }

    private static async Task<ChatClient[]> ConnectAsync(RunningServer server, TestUser alice, TestUser bob) =>
    [
        await ChatClient.ConnectAsync(server.Url, alice), await ChatClient.ConnectAsync(server.Url, alice),
        await ChatClient.ConnectAsync(server.Url, bob), await ChatClient.ConnectAsync(server.Url, bob),
    ];
}

/// <summary>Short forms for what these tests ask of JSON.</summary>
internal static class Json
{
    public static long Number(this JsonElement json, string name) => json.GetProperty(name).GetInt64();

    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    /// <summary>The first answer to a message, as it comes when the message is sent again.</summary>
    public static string Again(this JsonElement first) => first.GetRawText().Insert(first.GetRawText().Length - 1, ",\"repeated\":true");

    public static bool Has(this JsonElement json, string name) => json.TryGetProperty(name, out _);
}
