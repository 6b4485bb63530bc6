using System.Text;
using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Gateway;

namespace ActorChat.Host.Tests.Gateway;

public class ClientEventsSpecs
{
    private static readonly Login s_alice = Login.FromStored("Alice");
    private static readonly Login s_bob = Login.FromStored("bob");
    private static readonly RoomKey s_key = RoomKey.Of(s_alice, s_bob);
    private static readonly string s_room = s_key.Number.ToString();
    private static readonly long s_noon = new DateTimeOffset(2026, 1, 2, 12, 3, 4, 56, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private const string Details = """
        "replyTo":2,"rev":9,"editedAt":"2026-01-02T12:03:04.056Z","reactions":{"👍":["Alice","bob"],"\"":["Alice"],"❤":["bob"]},
        """;

    private static readonly MessageDetails s_changed = new(2) { Rev = 9, EditedAt = s_noon, FirstReactions = ["👍", "\""], SecondReactions = ["❤", "👍"] };

    private static string MessageJson(string isRead) =>
        $$"""{"room":"{{s_room}}","id":7,"seq":3,"login":"Alice","message":"hi \"Боб\" 😀","time":"2026-01-02T12:03:04.056Z","isRead":{{isRead}}}""";

    public static TheoryData<ServerEvent, string, string> Events => new()
    {
        { new ServerEvent.Named(s_alice), "get_name", "\"Alice\"" },
        { new ServerEvent.MessageShown(AMessage(), false), "message", MessageJson("false") },
        { new RoomNews.MessageArrived(s_key, AMessage(), 2, 1), "message", MessageJson("false") },
        { new ServerEvent.MessageShown(AMessage(), true), "message", MessageJson("true") },
        {
            new ServerEvent.MessageShown(AMessage() with { ClientMessageId = "c\t1" }, false), "message",
            MessageJson("false").Replace("\"isRead\"", "\"clientMessageId\":\"c\\t1\",\"isRead\"", StringComparison.Ordinal)
        },
        {
            new ServerEvent.ChatChanged(s_key, s_bob, 2, AMessage(), false, 9), "chat",
            $$"""{"room":"{{s_room}}","companion":"bob","unread":2,"seq":3,"rev":9,"lastMessage":{{MessageJson("false")}}}"""
        },
        {
            new RoomNews.ChangeArrived(s_key, AMessage() with { Details = s_changed }, true, 3, 0, 0), "changed",
            $$"""{"room":"{{s_room}}","rev":9,"message":{{MessageJson("true").Replace("\"isRead\"", Details + "\"isRead\"", StringComparison.Ordinal)}}}"""
        },
        {
            new ServerEvent.MessageShown(AMessage() with { Text = "", ClientMessageId = "c", Details = new MessageDetails(2) { Rev = 9, DeletedAt = s_noon } }, true, s_key), "message",
            $$"""{"room":"{{s_room}}","id":7,"seq":3,"login":"Alice","message":"","time":"2026-01-02T12:03:04.056Z","replyTo":2,"rev":9,"deleted":true,"isRead":true}"""
        },
        {
            new ServerEvent.MessageShown(AMessage() with { Details = new MessageDetails(2) }, false), "message",
            MessageJson("false").Replace("\"isRead\"", "\"replyTo\":2,\"isRead\"", StringComparison.Ordinal)
        },
        { new ServerEvent.DeliveryShown(s_key.Number, s_bob, 9), "delivered", $$"""{"room":"{{s_room}}","login":"bob","seq":9}""" },
        { new RoomNews.DeliveryMoved(s_key, s_bob, 9), "delivered", $$"""{"room":"{{s_room}}","login":"bob","seq":9}""" },
        { new ServerEvent.MarkerShown(s_key.Number, s_bob, 9), "read", $$"""{"room":"{{s_room}}","login":"bob","seq":9}""" },
        { new RoomNews.MarkerMoved(s_key, s_bob, 9), "read", $$"""{"room":"{{s_room}}","login":"bob","seq":9}""" },
        { new RoomNews.MarkerMoved(s_key, s_bob, 9) { Unread = 2 }, "read", $$"""{"room":"{{s_room}}","login":"bob","seq":9,"unread":2}""" },
        { new ServerEvent.MarkerShown(s_key.Number, s_bob, 9, 0), "read", $$"""{"room":"{{s_room}}","login":"bob","seq":9,"unread":0}""" },
        { new RoomNews.SignShown(s_key, s_bob, Sign.Typing(true)), "typing", $$"""{"room":"{{s_room}}","login":"bob","typing":true}""" },
        { new ServerEvent.PresenceChanged(s_bob, true, null), "presence", """{"login":"bob","online":true,"lastSeen":null}""" },
        { new ServerEvent.PresenceChanged(s_bob, false, s_noon), "presence", """{"login":"bob","online":false,"lastSeen":"2026-01-02T12:03:04.056Z"}""" },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_has_its_name_and_its_argument(ServerEvent happened, string name, string json)
    {
        Assert.Equal(name, Encoding.UTF8.GetString(ClientEvents.NameOf(happened)));
        Assert.Equal(json, Text(ClientEvents.Write(happened)));
    }

    public static TheoryData<Answer, string> Answers => new()
    {
        { new Answer.RoomJoined(s_key.Number, s_bob, true, "abcdefgh01234567"), $$"""{"room":"{{s_room}}","companion":"bob","created":true,"epoch":"abcdefgh01234567"}""" },
        { new Answer.RoomLeft(s_key.Number), $$"""{"room":"{{s_room}}"}""" },
        { new Answer.MessageStored(AMessage()), $$"""{"room":"{{s_room}}","id":7,"seq":3,"time":"2026-01-02T12:03:04.056Z"}""" },
        { new Answer.MessageStored(AMessage(), Repeated: true), $$"""{"room":"{{s_room}}","id":7,"seq":3,"time":"2026-01-02T12:03:04.056Z","repeated":true}""" },
        { new Answer.Marked(s_key.Number, 4), $$"""{"room":"{{s_room}}","seq":4}""" },
        { new Answer.MessageChanged(s_key.Number, 4, 9, s_noon), $$"""{"room":"{{s_room}}","seq":4,"rev":9,"time":"2026-01-02T12:03:04.056Z"}""" },
        { new Answer.Reacted(s_key.Number, 4, 9), $$"""{"room":"{{s_room}}","seq":4,"rev":9}""" },
        { new Answer.BlockSet(s_bob, true), """{"login":"bob","blocked":true}""" },
        { new Answer.Blocked([s_alice, s_bob]), """{"logins":["Alice","bob"]}""" },
        { new Answer.Blocked([]), """{"logins":[]}""" },
        {
            new Answer.ChangesRead(new RoomReply.Changes(1, s_key, 9, [AMessage() with { Details = s_changed }], true, 0, 3), "abcdefgh01234567"),
            $$"""{"room":"{{s_room}}","rev":9,"messages":[{{MessageJson("true").Replace("\"isRead\"", Details + "\"isRead\"", StringComparison.Ordinal)}}],"hasMore":true,"epoch":"abcdefgh01234567"}"""
        },
        {
            new Answer.Synced(
                new SyncPage([new SyncedRoom(s_key, 3, 9, new MemberStanding(1, 2), new MemberStanding(2, 0) { DeliveredUpTo = 3 }, AMessage())], "next", false, true), s_alice, "abcdefgh01234567"),
            $$$"""{"rooms":[{"room":"{{{s_room}}}","companion":"bob","seq":3,"rev":9,"unread":2,"read":{"Alice":1,"bob":2},"delivered":{"Alice":1,"bob":3},"lastMessage":{{{MessageJson("false")}}}}],"cursor":"next","complete":false,"epoch":"abcdefgh01234567","reset":true}"""
        },
        {
            new Answer.Synced(new SyncPage([new SyncedRoom(s_key, 0, 0, default, default, null)], "next", true, false), s_bob, "abcdefgh01234567"),
            $$$"""{"rooms":[{"room":"{{{s_room}}}","companion":"Alice","seq":0,"rev":0,"unread":0,"read":{"Alice":0,"bob":0},"delivered":{"Alice":0,"bob":0},"lastMessage":null}],"cursor":"next","complete":true,"epoch":"abcdefgh01234567","reset":false}"""
        },
        { new Answer.SignNoted(), "{}" },
        { new Answer.Refused(ChatError.RoomNotFound), """{"error":{"code":"room_not_found","message":"There is no such room."}}""" },
        {
            new Answer.History(new RoomReply.Page(1, s_key, [], false, 0, 0) { Rev = 9, SecondDeliveredUpTo = 3 }, s_bob, "abcdefgh01234567"),
            $$$"""{"room":"{{{s_room}}}","companion":"bob","messages":[],"hasMore":false,"read":{"Alice":0,"bob":0},"delivered":{"Alice":0,"bob":3},"rev":9,"epoch":"abcdefgh01234567"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_has_its_argument(Answer answer, string json) => Assert.Equal(json, Text(ClientEvents.Write(answer)!));

    [Fact]
    public void No_answer_is_written_if_the_event_was_the_answer() => Assert.Null(ClientEvents.Write(new Answer.ByEvent()));

    [Fact]
    public void A_refusal_without_acknowledgement_names_the_request() =>
        Assert.Equal(
            """{"event":"x\"y","code":"forbidden","message":"The login is not the session's own."}""",
            Text(ClientEvents.Write("x\"y", ChatError.Forbidden)));

    [Fact]
    public void In_a_history_a_message_is_read_when_the_marker_of_its_recipient_has_passed_it()
    {
        ChatMessage[] messages = [AMessage() with { Seq = 1 }, AMessage() with { Seq = 2, Author = s_bob }, AMessage() with { Seq = 3 }];
        var (alice, bob) = s_key.First == s_alice ? (2, 1) : (1, 2);
        using var page = JsonDocument.Parse(Text(ClientEvents.Write(new Answer.History(new RoomReply.Page(1, s_key, messages, true, alice, bob), s_bob, "abcdefgh01234567"))!));
        var read = page.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("isRead").GetBoolean());
        Assert.Equal([true, true, false], read);
        Assert.True(page.RootElement.GetProperty("hasMore").GetBoolean());
    }

    [Fact]
    public void A_message_keeps_its_rendering_once_it_is_read_and_not_before()
    {
        var message = AMessage();
        var rendered = new RenderedMessages();
        ClientEvents.Write(new ServerEvent.MessageShown(message, false));
        Assert.Null(rendered.Find(message));
        var first = Text(ClientEvents.Write(APage(message), rendered)!);
        var rendering = rendered.Find(message);
        Assert.NotNull(rendering);
        Assert.Equal(first, Text(ClientEvents.Write(APage(message), rendered)!));
        Assert.Same(rendering, rendered.Find(message));
    }

    [Fact]
    public void Of_an_erased_message_no_rendering_is_kept()
    {
        var message = AMessage();
        var rendered = new RenderedMessages();
        ClientEvents.Write(APage(message), rendered);
        var erased = Text(ClientEvents.Write(APage(message.Erased()), rendered)!);
        Assert.Contains("\"erased\":true", erased, StringComparison.Ordinal);
        Assert.Null(rendered.Find(message));
        Assert.Null(rendered.Find(message.Erased()));
    }

    [Fact]
    public void A_changed_message_is_never_shown_as_it_was_kept_before_the_change()
    {
        var message = AMessage();
        var rendered = new RenderedMessages();
        ClientEvents.Write(APage(message), rendered);
        var edited = message with { Text = "new", Details = new MessageDetails(0) { Rev = 1, EditedAt = s_noon } };
        Assert.Contains("\"message\":\"new\"", Text(ClientEvents.Write(APage(edited), rendered)!), StringComparison.Ordinal);
        Assert.NotNull(rendered.Find(edited));
        Assert.Null(rendered.Find(message));
        var deleted = edited with { Text = "", Details = new MessageDetails(0) { Rev = 2, DeletedAt = s_noon } };
        ClientEvents.Write(APage(deleted), rendered);
        Assert.All([message, edited, deleted], form => Assert.Null(rendered.Find(form)));
    }

    [Fact]
    public void Of_a_message_with_reactions_no_rendering_is_kept_because_an_erasure_takes_them_away_without_a_number()
    {
        var rendered = new RenderedMessages();
        var message = AMessage() with { Details = s_changed };
        ClientEvents.Write(APage(message), rendered);
        Assert.Null(rendered.Find(message));
        Assert.Null(rendered.Find(message.WithoutReactions(true, true)));
    }

    [Fact]
    public void After_an_erasure_no_earlier_rendering_is_in_memory()
    {
        var message = AMessage();
        var rendered = new RenderedMessages();
        rendered.Clear();
        ClientEvents.Write(APage(message), rendered);
        rendered.Clear();
        Assert.Null(rendered.Find(message));
    }

    private static Answer.History APage(ChatMessage message) => new(new RoomReply.Page(1, s_key, [message], false, 3, 3), s_bob, "abcdefgh01234567");

    [Fact]
    public void Answers_and_events_are_written_without_allocating()
    {
        Answer answer = new Answer.MessageStored(AMessage());
        ServerEvent shown = new ServerEvent.MessageShown(AMessage(), false);
        ClientEvents.Write(answer);
        ClientEvents.Write(shown);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 1_000; count++)
        {
            ClientEvents.Write(answer);
            ClientEvents.Write(shown);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Every_character_comes_back_from_json_as_it_was()
    {
        var text = string.Concat(Enumerable.Range(1, 0xFFFF).Where(unit => unit is < 0xD800 or > 0xDFFF).Select(unit => (char)unit)) + "\U0001F600\U0010FFFF";
        using var shown = JsonDocument.Parse(Text(ClientEvents.Write(new ServerEvent.MessageShown(AMessage() with { Text = text }, false))));
        Assert.Equal(text, shown.RootElement.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(951_827_696_789, "2000-02-29T12:34:56.789Z")]
    [InlineData(253_402_300_799_999, "9999-12-31T23:59:59.999Z")]
    public void Times_are_iso_8601_in_utc_with_milliseconds(long time, string text) => Assert.Equal($"\"{text}\"", Text(Utf8Buffer.Begin().Time(time)));

    private static ChatMessage AMessage() => new(s_key.Number, 7, 3, s_alice, "hi \"Боб\" 😀", s_noon, null);

    private static string Text(Utf8Buffer buffer) => Encoding.UTF8.GetString(buffer.Written);
}
