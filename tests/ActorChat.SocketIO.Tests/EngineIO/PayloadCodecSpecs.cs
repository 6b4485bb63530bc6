using System.Buffers;
using System.Text;

namespace ActorChat.SocketIO.Tests.EngineIO;

public class PayloadCodecSpecs
{
    [Theory]
    [InlineData("4hello", new[] { "4hello" })]
    [InlineData("4a\u001e4b\u001e4c", new[] { "4a", "4b", "4c" })]
    [InlineData("", new[] { "" })]
    [InlineData("4a\u001e", new[] { "4a", "" })]
    [InlineData("\u001e", new[] { "", "" })]
    [InlineData("\u001e4a", new[] { "", "4a" })]
    [InlineData("4a\u001e\u001e4b", new[] { "4a", "", "4b" })]
    public void A_payload_is_cut_at_its_separators(string payload, string[] packets) =>
        Assert.Equal(packets, Split(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void The_payload_of_the_specification_is_written_byte_for_byte()
    {
        var outbox = default(Outbox);
        outbox.AppendFrame(FrameHeader.Text, "4"u8, "hello"u8);
        outbox.AppendFrame(FrameHeader.Binary, [], [1, 2, 3, 4]);
        var output = new ArrayBufferWriter<byte>();

        PayloadCodec.Encode(outbox.Frames, output);

        Assert.Equal("3468656C6C6F1E6241514944" + "42413D3D", Convert.ToHexString(output.WrittenSpan));
        Assert.Equal("4hello\u001ebAQIDBA==", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("AQIDBA==", "01020304")]
    [InlineData("AQIDBA", "01020304")]
    [InlineData("", "")]
    [InlineData("AQID", "010203")]
    [InlineData("AQI", "0102")]
    [InlineData("A", null)]
    [InlineData("A!ID", null)]
    public void Base64_is_read_with_or_without_padding(string base64, string? expected) =>
        Assert.Equal(expected, PayloadCodec.DecodeBase64(Encoding.ASCII.GetBytes(base64)) is { } bytes ? Convert.ToHexString(bytes) : null);

    [Fact]
    public void Random_payloads_are_cut_into_what_was_joined()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var packets = Enumerable.Range(0, random.Next(1, 8)).Select(_ => new string('x', random.Next(5))).ToArray();
            var joined = string.Join('\u001e', packets);
            Assert.True(packets.SequenceEqual(Split(Encoding.UTF8.GetBytes(joined))), $"seed {seed}, round {round}: {joined}");
        }
    }

    private static List<string> Split(byte[] bytes)
    {
        ReadOnlyMemory<byte> rest = bytes;
        var started = false;
        var packets = new List<string>();
        while (PayloadCodec.TryNext(ref rest, ref started, out var packet))
        {
            packets.Add(Encoding.UTF8.GetString(packet.Span));
        }

        return packets;
    }
}
