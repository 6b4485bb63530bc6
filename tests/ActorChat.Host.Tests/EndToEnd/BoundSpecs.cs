using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>What a client sees at the bounds of <c>docs/limits.md</c> for sessions and pages.</summary>
public sealed class BoundSpecs(TightServer tight) : IClassFixture<TightServer>
{
    private readonly RunningServer _server = tight.Server;

    [Fact]
    public async Task More_requests_than_may_be_under_way_wait_and_are_all_answered()
    {
        var (alice, bob) = (await _server.RegisterAsync("alice"), await _server.RegisterAsync("bob"));
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        var answers = await Task.WhenAll(Enumerable.Range(1, 30).Select(i => client.CallAsync("message", new { companion = bob.Login, message = $"text {i}" })));
        Assert.Equal(Enumerable.Range(1, 30), answers.Select(answer => answer.GetProperty("seq").GetInt32()).Order());
    }

    [Fact]
    public async Task One_session_of_a_user_too_many_is_refused_and_let_in_once_another_has_ended()
    {
        var user = await _server.RegisterAsync("alice");
        await using var first = await ChatClient.ConnectAsync(_server.Url, user);
        await using (await ChatClient.ConnectAsync(_server.Url, user))
        {
            Assert.Equal("rate_limited", await ChatClient.RefusedAsync(_server.Url, user));
        }

        await using var third = await ChatClient.ConnectOnceThereIsRoomAsync(_server.Url, user);
        Assert.Null(await third.RefusalAsync("join_room", new { companion = (await _server.RegisterAsync("bob")).Login }));
    }

    [Fact]
    public async Task One_room_too_many_cannot_be_joined_until_another_is_left()
    {
        await using var client = await ChatClient.ConnectAsync(_server.Url, await _server.RegisterAsync("alice"));
        var companions = new[] { await _server.RegisterAsync("b"), await _server.RegisterAsync("c"), await _server.RegisterAsync("d") };
        var room = (await client.CallAsync("join_room", new { companion = companions[0].Login })).GetProperty("room").GetString();
        Assert.Null(await client.RefusalAsync("join_room", new { companion = companions[1].Login }));
        Assert.Equal("rate_limited", await client.RefusalAsync("join_room", new { companion = companions[2].Login }));
        Assert.Null(await client.RefusalAsync("leave_room", new { room }));
        Assert.Null(await client.RefusalAsync("join_room", new { companion = companions[2].Login }));
    }

    [Fact]
    public async Task One_user_too_many_cannot_be_blocked_until_another_is_unblocked()
    {
        await using var client = await ChatClient.ConnectAsync(_server.Url, await _server.RegisterAsync("alice"));
        var others = new[] { await _server.RegisterAsync("b"), await _server.RegisterAsync("c"), await _server.RegisterAsync("d") };
        Assert.Null(await client.RefusalAsync("block", new { login = others[0].Login }));
        Assert.Null(await client.RefusalAsync("block", new { login = others[1].Login }));
        Assert.Equal("rate_limited", await client.RefusalAsync("block", new { login = others[2].Login }));
        Assert.Null(await client.RefusalAsync("block", new { login = others[1].Login }));
        Assert.Null(await client.RefusalAsync("unblock", new { login = others[0].Login }));
        Assert.Null(await client.RefusalAsync("block", new { login = others[2].Login }));
    }

    [Fact]
    public async Task A_page_of_history_has_a_bounded_number_of_messages_and_says_that_there_are_more()
    {
        var (alice, bob) = (await _server.RegisterAsync("alice"), await _server.RegisterAsync("bob"));
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        var room = (await client.CallAsync("join_room", new { companion = bob.Login })).GetProperty("room").GetString();
        for (var i = 1; i <= 5; i++)
        {
            Assert.Null(await client.RefusalAsync("message", new { room, message = $"text {i}" }));
        }

        Assert.Equal(("4 5", true), Page(await client.CallAsync("have_room", new { room })));
        Assert.Equal(("1 2 3", true), Page(await client.CallAsync("have_room", new { room, after = 0, limit = 3 })));
        Assert.Equal(("4 5", false), Page(await client.CallAsync("have_room", new { room, after = 3, limit = 3 })));
        Assert.Equal("invalid_request", await client.RefusalAsync("have_room", new { room, limit = 4 }));
    }

    [Fact]
    public async Task A_page_of_users_or_chats_has_a_bounded_number_of_entries_and_names_the_next_one()
    {
        var alice = await _server.RegisterAsync("alice");
        await using (var client = await ChatClient.ConnectAsync(_server.Url, alice))
        {
            foreach (var name in new[] { "b", "c", "d" })
            {
                Assert.Null(await client.RefusalAsync("message", new { companion = (await _server.RegisterAsync(name)).Login, message = "hello" }));
            }
        }

        foreach (var (path, list) in new[] { ("/get-all-users", "users"), ("/get-all-chats", "chats") })
        {
            var (_, page) = await GetAsync(path, alice);
            Assert.Equal(2, page.GetProperty(list).GetArrayLength());
            Assert.Equal(JsonValueKind.String, page.GetProperty("next").ValueKind);
            var (status, refusal) = await GetAsync(path + "?limit=4", alice);
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (status, refusal.GetProperty("code").GetString()));
        }
    }

    private static (string Seqs, bool HasMore) Page(JsonElement answer) =>
        (string.Join(' ', answer.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("seq").GetInt32())), answer.GetProperty("hasMore").GetBoolean());

    private async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, TestUser user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        using var answer = await _server.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
