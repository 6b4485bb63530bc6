using System.Text;
using ActorChat.Bench;

namespace ActorChat.Budgets.Load;

public sealed class FramesSpecs
{
    [Theory]
    [InlineData("430[{\"seq\":1}]", 0, "{\"seq\":1}")]
    [InlineData("4317[]", 17, "")]
    public void An_acknowledgement_gives_its_number_and_its_arguments(string frame, long id, string arguments)
    {
        Assert.True(Frames.TryReadAck(Encoding.UTF8.GetBytes(frame), out var read, out var rest));
        Assert.Equal((id, arguments), (read, Encoding.UTF8.GetString(rest)));
    }

    [Theory]
    [InlineData("42[\"message\",{}]")]
    [InlineData("43[]")]
    [InlineData("431")]
    [InlineData("2")]
    public void Nothing_else_is_an_acknowledgement(string frame) => Assert.False(Frames.TryReadAck(Encoding.UTF8.GetBytes(frame), out _, out _));

    [Fact]
    public void A_refusal_gives_its_code()
    {
        Assert.Equal("rate_limited", Frames.RefusalIn("{\"error\":{\"code\":\"rate_limited\",\"message\":\"slow down\"}}"u8));
        Assert.Null(Frames.RefusalIn("{\"seq\":1}"u8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sent_text_is_recognised_by_its_mark_and_has_the_requested_length(bool isFirst)
    {
        var text = new ChatText("anna", "bert", isFirst, textLength: 100, clientIdStart: "run-");
        var frame = new byte[text.LongestFrame];
        var sent = frame.AsSpan(0, text.Write(frame, 1234));
        using var json = System.Text.Json.JsonDocument.Parse(sent["421234".Length..].ToArray());
        var payload = json.RootElement[1];
        Assert.Equal(100, payload.GetProperty("message").GetString()!.Length);
        Assert.Equal("run-1234", payload.GetProperty("clientMessageId").GetString());
        Assert.True(Frames.TryReadMark(sent, out var fromFirst, out var number));
        Assert.Equal((isFirst, 1234), (fromFirst, number));
    }
}
