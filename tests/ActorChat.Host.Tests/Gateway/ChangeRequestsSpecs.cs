using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Gateway;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Tests.Gateway;

/// <summary>The forms of the requests about what happens to messages after they were posted.</summary>
public class ChangeRequestsSpecs
{
    private const string RoomText = "0f8fad5b-d9cb-569f-a165-70867728950e";

    private static readonly RoomNumber s_room = RoomNumber.TryParse(RoomText, out var room) ? room : default;
    private static readonly ClientRequests s_requests = new(Login.FromStored("alice"), new LengthSettings(64, 8, 256, 4000, 64, 50, 200));

    [Fact]
    public void A_message_may_answer_another_one()
    {
        var answering = Assert.IsType<SessionCommands.SendMessage>(Accepted("message", $$"""{"room":"{{RoomText}}","message":"hi","replyTo":7}"""));
        Assert.Equal(7, answering.ReplyTo);
        Assert.Equal(0, Assert.IsType<SessionCommands.SendMessage>(Accepted("message", """{"companion":"bob","message":"hi","replyTo":null}""")).ReplyTo);
    }

    [Fact]
    public void An_edit_has_a_message_a_text_and_may_have_an_id()
    {
        Assert.Equal(
            new SessionCommands.EditMessage(Tag("edit"), s_room, 3, "new", "op"),
            Accepted("edit", $$"""{"login":"alice","room":"{{RoomText}}","seq":3,"message":"new","operationId":"op"}"""));
        Assert.Equal(new SessionCommands.EditMessage(Tag("edit"), s_room, 3, "new", null), Accepted("edit", $$"""{"room":"{{RoomText}}","seq":3,"message":"new"}"""));
    }

    [Fact]
    public void A_deletion_has_a_message_and_may_have_an_id() =>
        Assert.Equal(new SessionCommands.DeleteMessage(Tag("delete"), s_room, 3, "op"), Accepted("delete", $$"""{"room":"{{RoomText}}","seq":3,"operationId":"op"}"""));

    [Theory]
    [InlineData("👍")]
    [InlineData("👩🏻‍❤️‍💋‍👨🏿")]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("ok")]
    [InlineData("0123456789abcdef")]
    public void A_reaction_is_one_emoji_or_a_short_text(string reaction) =>
        Assert.Equal(new SessionCommands.React(Tag("react"), s_room, 3, reaction, true), Accepted("react", $$"""{"room":"{{RoomText}}","seq":3,"reaction":"{{reaction}}","on":true}"""));

    [Fact]
    public void Changes_are_asked_for_from_a_number_on()
    {
        Assert.Equal(new SessionCommands.ReadChanges(Tag("changes"), s_room, 0, 50), Accepted("changes", $$"""{"room":"{{RoomText}}","since":0}"""));
        Assert.Equal(new SessionCommands.ReadChanges(Tag("changes"), s_room, 9007199254740991, 200), Accepted("changes", $$"""{"room":"{{RoomText}}","since":9007199254740991,"limit":200}"""));
    }

    [Fact]
    public void Delivered_names_a_room_and_a_number() =>
        Assert.Equal(new SessionCommands.MarkDelivered(Tag("delivered"), s_room, 12), Accepted("delivered", $$"""{"room":"{{RoomText}}","seq":12}"""));

    [Fact]
    public void The_login_of_a_block_is_the_other_users()
    {
        Assert.Equal(new SessionCommands.SetBlock(Tag("block"), Login.FromStored("bob"), true), Accepted("block", """{"login":"bob"}"""));
        Assert.Equal(new SessionCommands.SetBlock(Tag("unblock"), Login.FromStored("bob"), false), Accepted("unblock", """{"login":"BOB"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"login":"alice"}""")]
    public void Blocked_and_sync_need_nothing(string arguments)
    {
        Assert.Equal(new SessionCommands.ListBlocked(Tag("blocked")), Accepted("blocked", arguments));
        Assert.Equal(new SessionCommands.Sync(Tag("sync"), null, 50), Accepted("sync", arguments));
    }

    [Fact]
    public void Sync_takes_a_cursor_and_a_limit() => Assert.Equal(new SessionCommands.Sync(Tag("sync"), "abc", 7), Accepted("sync", """{"cursor":"abc","limit":7}"""));

    public static TheoryData<string, string, string> Refused
    {
        get
        {
            var data = new TheoryData<string, string, string>
            {
                { "message", $$"""{"room":"{{RoomText}}","message":"hi","replyTo":0}""", "replyTo" },
                { "message", $$"""{"room":"{{RoomText}}","message":"hi","replyTo":"1"}""", "replyTo" },
                { "message", $$"""{"room":"{{RoomText}}","message":"hi","replyTo":1.5}""", "replyTo" },
                { "message", $$"""{"room":"{{RoomText}}","message":"hi","replyTo":9007199254740992}""", "replyTo" },
                { "edit", $$"""{"room":"{{RoomText}}","seq":1}""", "message" },
                { "edit", $$"""{"room":"{{RoomText}}","seq":1,"message":" "}""", "message" },
                { "edit", $$"""{"room":"{{RoomText}}","seq":1,"message":"a\u0000"}""", "message" },
                { "edit", $$"""{"room":"{{RoomText}}","seq":1,"message":"x","operationId":""}""", "operationId" },
                { "edit", $$"""{"room":"{{RoomText}}","seq":1,"message":"x","operationId":7}""", "operationId" },
                { "edit", $$"""{"room":"{{RoomText}}","seq":1,"message":"x","operationId":"{{new string('x', 65)}}"}""", "operationId" },
                { "delete", $$"""{"room":"{{RoomText}}","seq":1,"operationId":"\u0000"}""", "operationId" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"on":true}""", "reaction" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"","on":true}""", "reaction" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"a b","on":true}""", "reaction" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"a\u2003","on":true}""", "reaction" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"a\u0007","on":true}""", "reaction" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"\ud800","on":true}""", "reaction" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"{{new string('x', 17)}}","on":true}""", "reaction" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":["👍"],"on":true}""", "reaction" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"👍"}""", "on" },
                { "react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"👍","on":1}""", "on" },
                { "changes", $$"""{"room":"{{RoomText}}"}""", "since" },
                { "changes", $$"""{"room":"{{RoomText}}","since":-1}""", "since" },
                { "changes", $$"""{"room":"{{RoomText}}","since":9007199254740992}""", "since" },
                { "changes", $$"""{"room":"{{RoomText}}","since":null}""", "since" },
                { "changes", $$"""{"room":"{{RoomText}}","since":0,"limit":0}""", "limit" },
                { "changes", $$"""{"room":"{{RoomText}}","since":0,"limit":201}""", "limit" },
                { "sync", """{"limit":201}""", "limit" },
                { "sync", """{"limit":"5"}""", "limit" },
                { "sync", """{"cursor":7}""", "cursor" },
                { "sync", $$"""{"cursor":"{{new string('x', 16 * 1024 + 1)}}"}""", "cursor" },
                { "block", "{}", "login" },
                { "block", """{"login":7}""", "login" },
                { "unblock", """{"login":"two words"}""", "login" },
                { "block", "", "The request" },
                { "blocked", "5", "The request" },
                { "sync", "\"abc\"", "The request" },
                { "changes", $"\"{RoomText}\"", "The request" },
            };
            foreach (var name in new[] { "edit", "delete", "react", "delivered" })
            {
                foreach (var seq in new[] { "0", "-1", "1.5", "\"1\"", "null", "9007199254740992", "1e3" })
                {
                    data.Add(name, $$"""{"room":"{{RoomText}}","seq":{{seq}},"message":"x","reaction":"x","on":true}""", "seq");
                }

                data.Add(name, """{"room":17,"seq":1,"message":"x","reaction":"x","on":true}""", "room");
                data.Add(name, """{"seq":1,"message":"x","reaction":"x","on":true}""", "room");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_has_the_wrong_form_is_refused_and_the_refusal_names_it(string name, string arguments, string field)
    {
        var (error, request) = Read(name, arguments);
        Assert.Null(request);
        Assert.Equal("invalid_request", error?.Code);
        Assert.StartsWith($"{field} ", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("block", """{"login":"ALICE"}""", "self_dialog")]
    [InlineData("edit", """{"login":"bob","room":"0f8fad5b-d9cb-569f-a165-70867728950e","seq":1,"message":"x"}""", "forbidden")]
    [InlineData("blocked", """{"login":"bob"}""", "forbidden")]
    [InlineData("sync", """{"login":"bob"}""", "forbidden")]
    [InlineData("edit", """{"room":"nowhere","seq":1,"message":"x"}""", "room_not_found")]
    [InlineData("delete", """{"room":"nowhere","seq":1}""", "room_not_found")]
    [InlineData("changes", """{"room":"nowhere","since":0}""", "room_not_found")]
    [InlineData("delivered", """{"room":"nowhere","seq":1}""", "room_not_found")]
    public void Other_refusals_are_those_of_the_events_before(string name, string arguments, string code) => Assert.Equal(code, Read(name, arguments).Error?.Code);

    [Fact]
    public void The_longest_edit_is_counted_like_a_message()
    {
        Assert.Null(Read("edit", $$"""{"room":"{{RoomText}}","seq":1,"message":"{{new string('x', 4000)}}"}""").Error);
        Assert.Equal("message_too_long", Read("edit", $$"""{"room":"{{RoomText}}","seq":1,"message":"{{new string('x', 4001)}}"}""").Error?.Code);
    }

    [Fact]
    public void No_request_prints_its_text()
    {
        Assert.DoesNotContain("secret", Accepted("edit", $$"""{"room":"{{RoomText}}","seq":1,"message":"secret"}""").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Accepted("react", $$"""{"room":"{{RoomText}}","seq":1,"reaction":"secret","on":true}""").ToString(), StringComparison.Ordinal);
    }

    private static (ChatError? Error, SessionCommands.Request? Request) Read(string name, string arguments)
    {
        var error = s_requests.Read(EventCatalogue.RequestOf(Utf8(name)), Utf8(name), Utf8(arguments), null, out _, out var request);
        return (error, request);
    }

    private static SessionCommands.Request Accepted(string name, string arguments)
    {
        var (error, request) = Read(name, arguments);
        Assert.Null(error);
        return request!;
    }

    private static RequestTag Tag(string name) => new(name, null);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
