using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Host.Gateway;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Contract;

/// <summary>What goes over the wire has the form that the AsyncAPI document says: two users use every event of the catalogue.</summary>
public sealed class TrafficSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly EventSchemas _schemas = new();
    private readonly SortedSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];

    [Fact]
    public async Task All_requests_answers_events_and_refusals_have_the_form_of_the_document()
    {
        var (first, second) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"));
        await using var alice = await ChatClient.ConnectAsync(server.Url, first);
        await using var bob = await ChatClient.ConnectAsync(server.Url, second);
        var joined = await AskAsync(alice, "join_room", new { login = first.Login, companion = second.Login });
        var room = joined.GetProperty("room").GetString()!;
        await AskAsync(alice, "message", new { companion = second.Login, message = "hello", clientMessageId = "one" });
        await AskAsync(alice, "message", new { room, message = "hello", clientMessageId = "one" });
        await HearAsync(bob, "chat");
        await AskAsync(bob, "join_room", new { companion = first.Login });
        await HearAsync(bob, "presence");
        await AskAsync(bob, "message", new { room, message = "👍 yes", replyTo = 1 });
        await HearAsync(alice, "message");
        await AskAsync(bob, "typing", new { room, typing = true });
        await HearAsync(alice, "typing");
        await AskAsync(bob, "delivered", new { room, seq = 1 });
        await HearAsync(alice, "delivered");
        await AskAsync(bob, "read", new { room, seq = 1 });
        await HearAsync(alice, "read");
        await AskAsync(bob, "react", new { room, seq = 1, reaction = "👍", on = true });
        await HearAsync(alice, "changed");
        await AskAsync(alice, "edit", new { room, seq = 1, message = "hello again", operationId = "two" });
        await AskAsync(bob, "delete", new { room, seq = 2, operationId = (string?)null });
        await HearAsync(alice, "changed");
        await AskAsync(alice, "have_room", new { room, before = 9, after = 0, limit = 10 });
        await AskAsync(alice, "have_room", room);
        await AskAsync(alice, "changes", new { room, since = 0 });
        var synced = await AskAsync(alice, "sync", new { limit = 10 });
        await AskAsync(alice, "sync", new { cursor = synced.GetProperty("cursor").GetString() });
        await AskAsync(alice, "block", new { login = second.Login });
        await AskAsync(alice, "blocked", new { });
        await RefuseAsync(bob, "message", new { room, message = "blocked" }, ChatError.Blocked);
        await AskAsync(alice, "unblock", new { login = second.Login });
        await AskAsync(alice, "leave_room", new { room });
        foreach (var request in EventCatalogue.Requests)
        {
            await RefuseAsync(alice, request.Name, 7, ChatError.InvalidRequest);
        }

        await RefuseAsync(alice, "edit", new { room, seq = 2, message = "not mine" }, null);
        await RefuseAsync(alice, "read", new { room = "elsewhere", seq = 1 }, ChatError.RoomNotFound);
        await alice.EmitAsync("read", new { room, seq = 0 });
        await HearAsync(alice, "chat_error");
        using var logout = new HttpRequestMessage(HttpMethod.Post, "/logout") { Headers = { Authorization = new("Bearer", second.Token) } };
        (await server.Http.SendAsync(logout)).Dispose();
        await HearAsync(bob, "session_ended");
        Check("GetNameEvent", JsonSerializer.SerializeToElement(first.Login));

        Assert.Empty(_wrong);
        Assert.Equal(
            EventCatalogue.Requests.SelectMany(request => new[] { "Request", "Answer", "Refusal" }.SelectMany(ending => _schemas.MessagesOf(request.Name, ending)))
                .Concat(EventCatalogue.Events.SelectMany(sent => _schemas.MessagesOf(sent.Name, "Event"))).Order(StringComparer.Ordinal),
            _seen);
    }

    [Theory]
    [InlineData("MessageEvent", """{"room":"r","id":1,"seq":1,"login":"a","message":"m","time":"2026-01-02T12:03:04.056Z"}""")]
    [InlineData("MessageEvent", """{"room":"r","id":1,"seq":0,"login":"a","message":"m","time":"2026-01-02T12:03:04.056Z","isRead":true}""")]
    [InlineData("MessageEvent", """{"room":"r","id":1,"seq":1,"login":"a","message":"m","time":"yesterday","isRead":true}""")]
    [InlineData("MessageEvent", """{"room":"r","id":1,"seq":1,"login":"a","message":"m","time":"2026-01-02T12:03:04.056Z","isRead":true,"more":1}""")]
    [InlineData("MessageRequest", """{"room":"r","companion":"b","message":"m"}""")]
    [InlineData("MessageRequest", """{"message":"m"}""")]
    [InlineData("BlockedRefusal", """{"error":{"code":"too_late","message":"m"}}""")]
    [InlineData("HaveRoomRequest", """{"room":"r","limit":201}""")]
    [InlineData("GetNameEvent", "7")]
    public void A_payload_of_the_wrong_form_is_found(string message, string payload)
    {
        using var json = JsonDocument.Parse(payload);
        Assert.NotEmpty(_schemas.Check(message, json.RootElement));
    }

    private async Task<JsonElement> AskAsync(ChatClient client, string request, object argument)
    {
        Check(Assert.Single(_schemas.MessagesOf(request, "Request")), JsonSerializer.SerializeToElement(argument));
        var answer = await client.CallAsync(request, argument);
        Check(Assert.Single(_schemas.MessagesOf(request, "Answer")), answer);
        return answer;
    }

    private async Task RefuseAsync(ChatClient client, string request, object argument, ChatError? error)
    {
        var answer = await client.CallAsync(request, argument);
        Check(Assert.Single(_schemas.MessagesOf(request, "Refusal")), answer);
        Assert.Equal(error?.Code ?? answer.GetProperty("error").GetProperty("code").GetString(), answer.GetProperty("error").GetProperty("code").GetString());
    }

    private async Task HearAsync(ChatClient client, string name) => Check(Assert.Single(_schemas.MessagesOf(name, "Event")), await client.NextAsync(name));

    private void Check(string message, JsonElement payload)
    {
        _seen.Add(message);
        _wrong.AddRange(_schemas.Check(message, payload));
    }
}
