using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Gateway;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Tests.Gateway;

public class ClientRequestsSpecs
{
    private const string RoomText = "0f8fad5b-d9cb-569f-a165-70867728950e";

    private static readonly LengthSettings s_limits = new(64, 8, 256, 4000, 64, 50, 200);
    private static readonly Login s_bob = LoginOf("bob");
    private static readonly RoomNumber s_room = RoomOf(RoomText);

    private readonly ClientRequests _requests = new(LoginOf("alice"), s_limits);

    [Fact]
    public void Join_room_names_a_companion() =>
        Assert.Equal(new SessionCommands.JoinRoom(Tag("join_room"), s_bob), Accepted("join_room", """{"login":"alice","companion":"bob"}"""));

    [Fact]
    public void Leave_room_names_a_room() =>
        Assert.Equal(new SessionCommands.LeaveRoom(Tag("leave_room"), s_room), Accepted("leave_room", $$"""{"room":"{{RoomText}}"}"""));

    [Fact]
    public void A_message_goes_to_a_companion_or_to_a_room()
    {
        Assert.Equal(
            new SessionCommands.SendMessage(Tag("message"), s_bob, null, "hi", "c1"),
            Accepted("message", """{"login":"alice","companion":"bob","message":"hi","clientMessageId":"c1"}"""));
        Assert.Equal(
            new SessionCommands.SendMessage(Tag("message"), null, s_room, "hi", null),
            Accepted("message", $$"""{"room":"{{RoomText}}","message":"hi"}"""));
    }

    [Fact]
    public void Have_room_takes_bounds_and_a_limit()
    {
        Assert.Equal(
            new SessionCommands.HaveRoom(Tag("have_room"), s_room, 9, 3, 7),
            Accepted("have_room", $$"""{"room":"{{RoomText}}","before":9,"after":3,"limit":7}"""));
        Assert.Equal(
            new SessionCommands.HaveRoom(Tag("have_room"), s_room, null, 0, 50),
            Accepted("have_room", $$"""{"room":"{{RoomText}}","before":null,"after":0}"""));
    }

    [Fact]
    public void Have_room_takes_the_room_number_alone() =>
        Assert.Equal(new SessionCommands.HaveRoom(Tag("have_room"), s_room, null, null, 50), Accepted("have_room", $"\"{RoomText}\""));

    [Fact]
    public void Read_names_a_room_and_a_number() =>
        Assert.Equal(new SessionCommands.MarkRead(Tag("read"), s_room, 12), Accepted("read", $$"""{"room":"{{RoomText}}","seq":12}"""));

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Typing_is_switched_on_and_off(string json, bool typing) =>
        Assert.Equal(new SessionCommands.ShowSign(Tag("typing"), s_room, Sign.Typing(typing)), Accepted("typing", $$"""{"room":"{{RoomText}}","typing":{{json}}}"""));

    [Fact]
    public void Further_arguments_and_unknown_fields_are_ignored() =>
        Assert.Equal(
            new SessionCommands.MarkRead(Tag("read"), s_room, 12),
            Accepted("read", $$"""{"x":{"seq":[1,{"a":2}]},"room":"{{RoomText}}","seq":12,"y":null},5,"more" """));

    [Theory]
    [InlineData("bob", "bob")]
    [InlineData("bob", "BOB")]
    [InlineData("bob", "b\\u006fb")]
    [InlineData("Zoé", "zoe\\u0301")]
    [InlineData("Ольга", "ОЛЬГА")]
    public void Logins_are_the_same_in_any_spelling(string login, string written)
    {
        var requests = new ClientRequests(LoginOf(login), s_limits);
        Assert.Null(requests.Read(EventCatalogue.RequestOf("read"u8), "read"u8, Utf8($$"""{"login":"{{written}}","room":"{{RoomText}}","seq":1}"""), null, out _, out _));
        var join = Assert.IsType<SessionCommands.JoinRoom>(Accepted("join_room", $$"""{"companion":"{{written}}"}"""));
        Assert.Equal(LoginOf(login), join.Companion);
    }

    [Fact]
    public void A_companion_named_again_is_the_same_companion()
    {
        foreach (var name in new[] { "bob", "bob", "carol", "bob" })
        {
            var join = Assert.IsType<SessionCommands.JoinRoom>(Accepted("join_room", $$"""{"companion":"{{name}}"}"""));
            Assert.Equal(LoginOf(name), join.Companion);
        }
    }

    [Theory]
    [InlineData("a\\\"b\\\\c\\/d\\n\\u0001", "a\"b\\c/d\n\u0001")]
    [InlineData("\\ud83d\\ude00 \\u00e9", "\U0001F600 é")]
    [InlineData("  two  ", "  two  ")]
    [InlineData("\u200b", "\u200b")]
    public void A_text_is_kept_as_it_was_sent(string json, string text)
    {
        var sent = Assert.IsType<SessionCommands.SendMessage>(Accepted("message", $$"""{"companion":"bob","message":"{{json}}"}"""));
        Assert.Equal(text, sent.Text);
    }

    [Theory]
    [InlineData(4000, null)]
    [InlineData(4001, "message_too_long")]
    [InlineData(100_000, "message_too_long")]
    public void The_longest_message_is_counted_in_code_points(int length, string? code)
    {
        foreach (var codePoint in new[] { "a", "\U0001F600", "\\ud83d\\ude00", "\\u0041" })
        {
            var json = $$"""{"companion":"bob","message":"{{string.Concat(Enumerable.Repeat(codePoint, length))}}"}""";
            Assert.Equal(code, _requests.Read(EventCatalogue.RequestOf("message"u8), "message"u8, Utf8(json), null, out _, out _)?.Code);
        }
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "message", "", "invalid_request" },
        { "message", "\"hi\"", "invalid_request" },
        { "message", "[]", "invalid_request" },
        { "message", "5,{}", "invalid_request" },
        { "message", "{}", "invalid_request" },
        { "message", """{"companion":"bob"}""", "invalid_request" },
        { "message", """{"companion":"bob","message":5}""", "invalid_request" },
        { "message", """{"companion":"bob","message":null}""", "invalid_request" },
        { "message", """{"companion":"bob","message":""}""", "invalid_request" },
        { "message", """{"companion":"bob","message":" \n\t\u00a0\u2003"}""", "invalid_request" },
        { "message", """{"companion":"bob","message":"a\u0000b"}""", "invalid_request" },
        { "message", """{"companion":"bob","message":"a\ud800"}""", "invalid_request" },
        { "message", """{"companion":"bob","message":"\udc00\ud800"}""", "invalid_request" },
        { "message", """{"companion":"bob","message":"\ud800\ud800\udc00"}""", "invalid_request" },
        { "message", """{"companion":"bob","message":"\ud800\\udc00"}""", "invalid_request" },
        { "message", """{"message":"hi"}""", "invalid_request" },
        { "message", $$"""{"companion":"bob","room":"{{RoomText}}","message":"hi"}""", "invalid_request" },
        { "message", """{"companion":"bob","message":"hi","clientMessageId":""}""", "invalid_request" },
        { "message", """{"companion":"bob","message":"hi","clientMessageId":7}""", "invalid_request" },
        { "message", """{"companion":"bob","message":"hi","clientMessageId":"\u0000"}""", "invalid_request" },
        { "message", $$"""{"companion":"bob","message":"hi","clientMessageId":"{{new string('x', 257)}}"}""", "invalid_request" },
        { "message", """{"companion":"bob smith","message":"hi"}""", "invalid_request" },
        { "message", """{"companion":"alice","message":"hi"}""", "self_dialog" },
        { "message", """{"login":"bob","companion":"alice","message":"hi"}""", "forbidden" },
        { "join_room", "{}", "invalid_request" },
        { "join_room", """{"companion":{"a":1}}""", "invalid_request" },
        { "join_room", """{"companion":""}""", "invalid_request" },
        { "join_room", """{"companion":"ALICE"}""", "self_dialog" },
        { "join_room", """{"companion":"\u0061lice"}""", "self_dialog" },
        { "join_room", """{"login":"bob","companion":"carol"}""", "forbidden" },
        { "join_room", """{"login":"","companion":"carol"}""", "forbidden" },
        { "join_room", """{"login":5,"companion":"carol"}""", "invalid_request" },
        { "join_room", $$"""{"companion":"{{new string('x', 1025)}}"}""", "invalid_request" },
        { "join_room", """{"companion":"a\uFFFE"}""", "invalid_request" },
        { "message", """{"companion":"\uFFFE","message":"hi"}""", "invalid_request" },
        { "message", """{"login":"\uFFFE","companion":"bob","message":"hi"}""", "forbidden" },
        { "leave_room", "{}", "invalid_request" },
        { "leave_room", $"\"{RoomText}\"", "invalid_request" },
        { "leave_room", """{"room":"nowhere"}""", "room_not_found" },
        { "have_room", "5", "invalid_request" },
        { "have_room", "null", "invalid_request" },
        { "have_room", "\"\"", "invalid_request" },
        { "have_room", "\"nowhere\"", "room_not_found" },
        { "have_room", $"\"{RoomText.ToUpperInvariant()}\"", "room_not_found" },
        { "have_room", """{"room":17}""", "invalid_request" },
        { "have_room", $$"""{"room":"{{RoomText}}","limit":0}""", "invalid_request" },
        { "have_room", $$"""{"room":"{{RoomText}}","limit":201}""", "invalid_request" },
        { "have_room", $$"""{"room":"{{RoomText}}","limit":"50"}""", "invalid_request" },
        { "have_room", $$"""{"room":"{{RoomText}}","limit":1.5}""", "invalid_request" },
        { "have_room", $$"""{"room":"{{RoomText}}","before":0}""", "invalid_request" },
        { "have_room", $$"""{"room":"{{RoomText}}","after":-1}""", "invalid_request" },
        { "have_room", $$"""{"room":"{{RoomText}}","after":99999999999999999999}""", "invalid_request" },
        { "have_room", $$"""{"room":"{{RoomText}}","after":1e3}""", "invalid_request" },
        { "read", $$"""{"room":"{{RoomText}}"}""", "invalid_request" },
        { "read", $$"""{"room":"{{RoomText}}","seq":"1"}""", "invalid_request" },
        { "read", $$"""{"room":"{{RoomText}}","seq":0}""", "invalid_request" },
        { "read", $$"""{"room":"{{RoomText}}","seq":9007199254740992}""", "invalid_request" },
        { "read", """{"seq":1}""", "invalid_request" },
        { "typing", $$"""{"room":"{{RoomText}}"}""", "invalid_request" },
        { "typing", $$"""{"room":"{{RoomText}}","typing":"true"}""", "invalid_request" },
        { "typing", $$"""{"room":"{{RoomText}}","typing":1}""", "invalid_request" },
        { "get_name", "{}", "invalid_request" },
        { "messages", "{}", "invalid_request" },
        { "", "", "invalid_request" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Requests_of_the_wrong_form_are_refused(string name, string arguments, string code)
    {
        var error = _requests.Read(EventCatalogue.RequestOf(Utf8(name)), Utf8(name), Utf8(arguments), 7, out var tag, out var request);
        Assert.Equal(code, error?.Code);
        Assert.Null(request);
        Assert.Equal(new RequestTag(name, 7), tag);
    }

    [Fact]
    public void A_text_that_is_not_utf_8_is_refused()
    {
        byte[] arguments = [.. "{\"companion\":\"bob\",\"message\":\"a"u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.Equal("invalid_request", _requests.Read(EventCatalogue.RequestOf("message"u8), "message"u8, arguments, null, out _, out _)?.Code);
    }

    [Fact]
    public void An_object_nested_deeper_than_any_request_is_refused()
    {
        var deep = $$"""{"x":{{new string('[', 500)}}{{new string(']', 500)}}}""";
        Assert.Equal("invalid_request", _requests.Read(EventCatalogue.RequestOf("message"u8), "message"u8, Utf8(deep), null, out _, out _)?.Code);
    }

    [Fact]
    public void The_refusal_of_an_unknown_event_repeats_a_bounded_part_of_its_name()
    {
        _requests.Read(EventCatalogue.RequestOf(Utf8(new string('n', 10_000))), Utf8(new string('n', 10_000)), default, null, out var tag, out _);
        Assert.Equal(new string('n', 64), tag.Event);
    }

    [Fact]
    public void A_message_costs_its_text_and_its_request_and_nothing_else()
    {
        var arguments = Utf8("""{"login":"alice","companion":"bob","message":"hello"}""");
        ReadMany(arguments, 1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadMany(arguments, 1_000);
        var perMessage = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        // The request's record is about 120 bytes, the five characters 32.
        Assert.InRange(perMessage, 1, 200);
    }

    private void ReadMany(byte[] arguments, int times)
    {
        for (var count = 0; count < times; count++)
        {
            _requests.Read(EventCatalogue.RequestOf("message"u8), "message"u8, arguments, 1, out _, out _);
        }
    }

    private SessionCommands.Request Accepted(string name, string arguments)
    {
        var error = _requests.Read(EventCatalogue.RequestOf(Utf8(name)), Utf8(name), Utf8(arguments), null, out var tag, out var request);
        Assert.Null(error);
        Assert.Equal(Tag(name), tag);
        return request!;
    }

    private static RequestTag Tag(string name) => new(name, null);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static Login LoginOf(string name) => Login.TryParse(name, 64, out var login) ? login : throw new ArgumentException(name);

    private static RoomNumber RoomOf(string text) => RoomNumber.TryParse(text, out var room) ? room : throw new ArgumentException(text);
}
