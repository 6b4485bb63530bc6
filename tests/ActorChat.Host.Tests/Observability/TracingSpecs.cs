using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using ActorChat.Actors.Tracing;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using SocketIOClient.Transport;

namespace ActorChat.Host.Tests.Observability;

/// <summary>The spans of clients' requests, as a collector would see them.</summary>
public sealed class TracingSpecs
{
    private const string Message = "the text of a message";

    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task A_message_is_one_trace_from_the_clients_own_span_to_the_journal(TransportProtocol transport)
    {
        var spans = new RecordedSpans(sampleRatio: 1);
        await using var server = await TracedServer.StartAsync(spans);
        var (alice, bob) = (await server.Running.RegisterAsync("alice"), await server.Running.RegisterAsync("bob"));
        var (trace, clientSpan) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        await using var client = await ChatClient.ConnectAsync(server.Running.Url, alice, transport, $"00-{trace}-{clientSpan}-01");
        await client.CallAsync("message", new { companion = bob.Login, message = Message });

        var message = await spans.NextAsync("message");
        var (connect, session, room, write, journal) = (spans.Of(trace, "connect"), spans.Of(trace, "session"), spans.Of(trace, "room"), spans.Of(trace, "write"), spans.Of(trace, "journal"));
        Assert.Equal(
            [clientSpan, connect.SpanId, message.SpanId, session.SpanId, room.SpanId, write.SpanId],
            new[] { connect, message, session, room, write, journal }.Select(span => span.ParentSpanId));
        Assert.Equal((ActivityKind.Server, "ok"), (message.Kind, message.GetTagItem(ChatTraces.Result)));
        // Opening the room, and the message.
        Assert.Equal(2, journal.GetTagItem("actorchat.batch.size"));
        Assert.True(message.StartTimeUtc <= session.StartTimeUtc && session.StartTimeUtc <= room.StartTimeUtc && room.StartTimeUtc <= write.StartTimeUtc && write.StartTimeUtc <= journal.StartTimeUtc);
        Assert.Null(Activity.Current);

        Assert.Equal("room_not_found", await client.RefusalAsync("have_room", new { room = "none" }));
        Assert.Equal("room_not_found", (await spans.NextAsync("have_room")).GetTagItem(ChatTraces.Result));
    }

    [Fact]
    public async Task Without_a_parent_each_event_is_a_separate_trace_and_an_invalid_parent_is_ignored()
    {
        var spans = new RecordedSpans(sampleRatio: 1);
        await using var server = await TracedServer.StartAsync(spans);
        var alice = await server.Running.RegisterAsync("alice");
        await using var client = await ChatClient.ConnectAsync(server.Running.Url, alice, traceparent: "00-nonsense-01");
        for (var event_ = 0; event_ < 2; event_++)
        {
            await client.RefusalAsync("join_room", new { companion = "nobody" });
            Assert.Equal(default, (await spans.NextAsync("join_room")).ParentSpanId);
        }

        Assert.Equal(3, spans.Seen.Where(span => span.DisplayName is "connect" or "join_room").Select(span => span.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task A_client_decides_about_its_own_trace_and_the_ratio_about_the_others()
    {
        var spans = new RecordedSpans(sampleRatio: 1e-12);
        await using var server = await TracedServer.StartAsync(spans);
        var alice = await server.Running.RegisterAsync("alice");
        var (unsampled, sampled) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        foreach (var parent in new[] { null, $"00-{unsampled}-{ActivitySpanId.CreateRandom()}-00", $"00-{sampled}-{ActivitySpanId.CreateRandom()}-01" })
        {
            await using var client = await ChatClient.ConnectAsync(server.Running.Url, alice, traceparent: parent);
            await client.RefusalAsync("join_room", new { companion = "nobody" });
        }

        await spans.NextAsync("join_room");
        Assert.Equal([("connect", sampled), ("session", sampled), ("join_room", sampled)], spans.Seen.Select(span => (span.DisplayName, span.TraceId)));
    }

    [Fact]
    public async Task Nothing_is_recorded_with_tracing_off_even_if_somebody_listens_and_the_client_asks_for_it()
    {
        var begun = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ChatTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = span => begun.Enqueue(span.OperationName),
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await TracedServer.StartAsync(null);
        var (alice, bob) = (await server.Running.RegisterAsync("alice"), await server.Running.RegisterAsync("bob"));
        await using var client = await ChatClient.ConnectAsync(server.Running.Url, alice, traceparent: $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01");
        await client.CallAsync("message", new { companion = bob.Login, message = Message });
        Assert.Empty(begun);
    }

    [Fact]
    public async Task No_password_token_login_or_message_is_ever_in_a_span()
    {
        var spans = new RecordedSpans(sampleRatio: 1);
        await using var server = await TracedServer.StartAsync(spans);
        var (alice, bob) = (await server.Running.RegisterAsync("alice"), await server.Running.RegisterAsync("bob"));
        var http = server.Running.Http;
        using (await http.PostAsJsonAsync("/login", new { login = "alice", password = "another horse" }))
        using (await http.GetAsync($"/get-all-chats?token={alice.Token}"))
        using (await http.GetAsync($"/{alice.Token}/{alice.Login}"))
        using (var odd = new HttpRequestMessage(new HttpMethod("PASSWORD"), "/login"))
        using (await http.SendAsync(odd))
        {
        }

        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Running.Url, alice with { Token = bob.Token }));
        await using var client = await ChatClient.ConnectAsync(server.Running.Url, alice);
        var room = (await client.CallAsync("join_room", new { companion = bob.Login })).GetProperty("room").GetString();
        await client.CallAsync("message", new { room, message = Message, clientMessageId = "the client's own id" });
        await client.CallAsync("have_room", new { room });
        await client.RefusalAsync("message", new { companion = "carol", message = Message });
        await client.RefusalAsync(Message, new { message = Message });
        await spans.NextAsync("unknown");

        var recorded = string.Join('\n', spans.Seen.Select(Everything));
        foreach (var secret in new[] { TestUser.Password, "another horse", "PASSWORD", alice.Token, bob.Token, alice.Login, bob.Login, "alice", "carol", Message, "the client's own id", room! })
        {
            Assert.DoesNotContain(secret, recorded, StringComparison.OrdinalIgnoreCase);
        }

        // It did record: HTTP, and the refused connect.
        var names = spans.Seen.Select(span => span.DisplayName).ToHashSet();
        Assert.Superset(new HashSet<string> { "POST /registr", "POST /login", "GET /get-all-chats/", "GET", "_OTHER", "connect", "join_room", "have_room", "write", "journal" }, names);
        Assert.Contains(spans.Seen, span => span.DisplayName == "connect" && span.GetTagItem(ChatTraces.Result) is "unauthorized");
        Assert.Contains(spans.Seen, span => span.DisplayName == "POST /login" && span.GetTagItem("http.response.status_code") is 401);
    }

    private static string Everything(Activity span) => string.Join(' ', new object?[] { span.DisplayName, span.OperationName, span.StatusDescription, span.TraceStateString }
        .Concat(span.TagObjects.Select(tag => (object)tag)).Concat(span.Baggage.Select(item => (object)item))
        .Concat(span.Events.SelectMany(happened => happened.Tags.Select(tag => (object)tag).Append(happened.Name))));
}
