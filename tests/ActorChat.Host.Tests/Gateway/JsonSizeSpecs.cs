using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Gateway;
using ActorChat.Host.Lists;

namespace ActorChat.Host.Tests.Gateway;

/// <summary>The size that bounds pages is their size on the wire.</summary>
public class JsonSizeSpecs
{
    /// <summary>A message may be counted as this much larger than it is.</summary>
    private const int Slack = 256;

    private static readonly RoomKey s_key = RoomKey.Of(Login.FromStored("Alice"), Login.FromStored("bob"));

    private static readonly JsonSerializerOptions HttpJson = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("hello")]
    [InlineData("\u0001")]
    [InlineData("\"\\\n\t")]
    [InlineData("Боб")]
    [InlineData("漢字")]
    [InlineData("😀")]
    [InlineData("a\u007f\u2028é\u001f😀\"")]
    public void A_message_is_counted_as_no_less_than_it_takes_and_not_much_more(string part)
    {
        var message = AMessage(string.Concat(Enumerable.Repeat(part, 500)));
        var written = ClientEvents.Write(new ServerEvent.MessageShown(message, false, s_key)).Written.Length;
        Assert.InRange(JsonSize.Of(message), written, written + Slack);
        var overHttp = JsonSerializer.SerializeToUtf8Bytes(MessageBody.Of(message, false, s_key), HttpJson).Length;
        Assert.True(JsonSize.OverHttp(message) >= overHttp, $"{JsonSize.OverHttp(message)} counted, {overHttp} taken");
    }

    [Theory]
    [InlineData("👍")]
    [InlineData("ok")]
    [InlineData("\"\\")]
    [InlineData("漢字")]
    public void What_changed_about_a_message_is_counted_too(string reaction)
    {
        const long Most = long.MaxValue >> 11;
        var details = new MessageDetails(Most)
        {
            Rev = Most,
            EditedAt = 1,
            FirstReactions = [.. Enumerable.Range(0, RoomRules.MaxReactionsOfUser).Select(number => $"{reaction}{number}")],
            SecondReactions = [.. Enumerable.Range(RoomRules.MaxReactionsOfUser / 2, RoomRules.MaxReactionsOfUser).Select(number => $"{reaction}{number}")],
        };
        var key = RoomKey.Of(Login.FromStored(new string('字', 63) + "a"), Login.FromStored(new string('字', 63) + "b"));
        foreach (var message in new[] { AMessage("x") with { Details = details }, AMessage("") with { Details = new MessageDetails(Most) { Rev = Most, DeletedAt = 1 } } })
        {
            var written = ClientEvents.Write(new ServerEvent.MessageShown(message, false, key)).Written.Length;
            Assert.True(JsonSize.Of(message) >= written, $"{JsonSize.Of(message)} counted, {written} taken");
            var overHttp = JsonSerializer.SerializeToUtf8Bytes(MessageBody.Of(message, false, key), HttpJson).Length;
            Assert.True(JsonSize.OverHttp(message) >= overHttp, $"{JsonSize.OverHttp(message)} counted, {overHttp} taken");
        }
    }

    private static ChatMessage AMessage(string text) =>
        new(s_key.Number, long.MaxValue >> 11, long.MaxValue >> 11, Login.FromStored(new string('é', 64)), text, 0, new string('\u0001', 64));
}
