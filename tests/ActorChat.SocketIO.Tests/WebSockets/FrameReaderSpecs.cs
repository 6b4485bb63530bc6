using System.Buffers.Binary;

namespace ActorChat.SocketIO.Tests.WebSockets;

public class FrameReaderSpecs
{
    private const uint Mask = 0x44332211;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void A_masked_frame_reads_back_and_any_cut_of_it_is_incomplete(int length)
    {
        var payload = Enumerable.Range(0, length).Select(static value => (byte)(value * 7)).ToArray();
        var bytes = Masked(0x82, payload);

        Assert.Equal(FrameStatus.Complete, FrameReader.Read(bytes, 1_000_000, out var frame));
        Assert.Equal((Frame.Binary, true, length, bytes.Length), (frame.Opcode, frame.Final, frame.PayloadLength, frame.TotalLength));
        var received = bytes.AsSpan(frame.PayloadOffset, (int)frame.PayloadLength).ToArray();
        FrameReader.Unmask(received, frame.Mask);
        Assert.Equal(payload, received);

        var cuts = length < 1000 ? Enumerable.Range(0, bytes.Length) : Enumerable.Range(0, 20).Append(bytes.Length - 1);
        Assert.All(cuts, cut => Assert.Equal(FrameStatus.Incomplete, FrameReader.Read(bytes.AsSpan(0, cut), 1_000_000, out _)));
    }

    [Fact]
    public void Unmasking_is_right_for_every_length_around_a_vector()
    {
        for (var length = 0; length < 200; length++)
        {
            var expected = new byte[length];
            Random.Shared.NextBytes(expected);
            var bytes = Masked(0x82, expected);
            FrameReader.Read(bytes, 1_000, out var frame);
            var payload = bytes.AsSpan(frame.PayloadOffset);
            FrameReader.Unmask(payload, frame.Mask);
            Assert.True(payload.SequenceEqual(expected), $"length {length}");
        }
    }

    [Theory]
    [InlineData("8105")]
    [InlineData("c18000000000")]
    [InlineData("83800000")]
    [InlineData("0980000000")]
    [InlineData("89fe0080")]
    [InlineData("82fe007d")]
    [InlineData("82ff000000000000ffff")]
    public void What_the_specification_forbids_is_a_violation(string hex) =>
        Assert.Equal(FrameStatus.Violation, FrameReader.Read(Convert.FromHexString(hex), 1_000, out _));

    [Theory]
    [InlineData("82fe03e9")]
    [InlineData("82ff0000000000010000")]
    [InlineData("82ffffffffffffffffff")]
    public void A_length_above_the_limit_is_refused_from_the_header_alone(string hex) =>
        Assert.Equal(FrameStatus.TooLarge, FrameReader.Read(Convert.FromHexString(hex), 1_000, out _));

    [Fact]
    public void Random_headers_never_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var bytes = new byte[32];
        for (var round = 0; round < 100_000; round++)
        {
            random.NextBytes(bytes);
            var status = FrameReader.Read(bytes.AsSpan(0, random.Next(33)), 1_000, out var frame);
            Assert.True(status != FrameStatus.Complete || frame.TotalLength <= 32, $"seed {seed}, round {round}");
        }
    }

    internal static byte[] Masked(byte firstByte, ReadOnlySpan<byte> payload, uint mask = Mask)
    {
        var header = new byte[14];
        var size = FrameHeader.Write(header, firstByte, payload.Length);
        header[1] |= 0x80;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(size), mask);
        var body = payload.ToArray();
        FrameReader.Unmask(body, mask);
        return [.. header.AsSpan(0, size + 4), .. body];
    }
}
