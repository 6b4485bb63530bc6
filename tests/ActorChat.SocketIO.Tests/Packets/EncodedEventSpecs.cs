using System.Text;

namespace ActorChat.SocketIO.Tests.Packets;

public sealed class EncodedEventSpecs
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(113)]
    [InlineData(114)]
    [InlineData(115)]
    [InlineData(65_523)]
    [InlineData(65_524)]
    [InlineData(65_525)]
    [InlineData(70_000)]
    public void An_event_of_known_length_has_the_frame_of_any_event(int arguments)
    {
        var json = Encoding.UTF8.GetBytes(new string('1', arguments));
        var output = FrameBuilder.Rent();
        PacketWriter.WriteEvent(output, "/", null, "event"u8, json, null);
        Assert.Equal(output.Frames.ToArray(), EncodedEvent.Create("event"u8, json).Frames.ToArray());
        output.Return();
    }

    [Fact]
    public void A_name_that_needs_escapes_gets_them() =>
        Assert.EndsWith("""42["a\"b",1]""", Encoding.UTF8.GetString(EncodedEvent.Create("a\"b"u8, "1"u8).Frames), StringComparison.Ordinal);
}
