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
        var written = ClientEvents.Write(new ServerEvent.MessageShown(message, false)).Written.Length;
        Assert.InRange(JsonSize.Of(message), written, written + Slack);
        var overHttp = JsonSerializer.SerializeToUtf8Bytes(MessageBody.Of(message, false), HttpJson).Length;
        Assert.True(JsonSize.OverHttp(message) >= overHttp, $"{JsonSize.OverHttp(message)} counted, {overHttp} taken");
    }

    private static ChatMessage AMessage(string text) =>
        new(RoomKey.Of(Login.FromStored("Alice"), Login.FromStored("bob")).Number, long.MaxValue >> 11, long.MaxValue >> 11, Login.FromStored(new string('é', 64)), text, 0, new string('\u0001', 64));
}
