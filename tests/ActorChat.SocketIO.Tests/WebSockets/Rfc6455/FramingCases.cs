using System.Text;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>Sections 5.1 to 5.3 and 10.4: masks, reserved bits, opcodes, lengths.</summary>
internal static class FramingCases
{
    /// <summary>The largest message that the server of these cases accepts.</summary>
    public const int MaxPayload = 100_000;

    private const string Refused = "close:1002";
    private const string TooLarge = "close:1009";

    public static IEnumerable<WireCase> All =>
    [
        .. Masks(), .. ReservedBits(), .. Opcodes(), .. MinimalLengths(), .. OtherLengths(), .. LargeOnes(),
        WireCase.Of("5.2", "nothing behind a violation is handled", Refused, Frames.Of(0x83, "x"), Frames.Of(Frames.Ping, "x"), Frames.Of(Frames.Text, "4x")),
        new("5.2", "frames before a violation are answered first", [.. Frames.Of(Frames.Text, "4a"), .. Frames.Of(Frames.Text, "4b"), .. Frames.Of(0x83, "x")], "text:4a", "text:4b", Refused),
        WireCase.Of("5.2", "the beginning of a frame alone is waited for", "", [0x81]),
    ];

    private static IEnumerable<WireCase> Masks()
    {
        foreach (var first in new[] { Frames.Text, Frames.Binary, Frames.Continuation, Frames.Close, Frames.Ping, Frames.Pong })
        {
            yield return WireCase.Of("5.1", $"a frame {first:x2} without a mask is refused", Refused, Frames.Of(first, [], masked: false));
            yield return WireCase.Of("5.1", $"a frame {first:x2} without a mask, with a payload, is refused", Refused, Frames.Of(first, [0x34, 0x35], masked: false));
        }

        foreach (var mask in new uint[] { 0, 1, 0xff, 0x01000000, 0xffffffff, 0x80808080, 0x34343434 })
        {
            for (var length = 1; length <= 9; length++)
            {
                var message = Encoding.ASCII.GetBytes("4abcdefgh"[..length]);
                yield return WireCase.Echo("5.3", $"the mask {mask:x8} is removed from {length} bytes", Frames.Text, message, Frames.Of(Frames.Text, message, mask: mask));
            }
        }

        yield return new("5.3", "every frame has a mask of its own", [.. Frames.Of(Frames.Text, "4a"u8.ToArray(), mask: 1), .. Frames.Of(Frames.Text, "4b"u8.ToArray(), mask: 2)], "text:4a", "text:4b");
    }

    private static IEnumerable<WireCase> ReservedBits()
    {
        for (var bits = 1; bits <= 7; bits++)
        {
            foreach (var first in new[] { Frames.Text, Frames.Binary, Frames.Close, Frames.Ping, Frames.Pong })
            {
                yield return WireCase.Of("5.2", $"reserved bits {bits} on a frame {first:x2} are refused", Refused, Frames.Of((byte)(first | (bits << 4)), []));
            }

            yield return WireCase.Of(
                "5.2", $"reserved bits {bits} on a continuation are refused", Refused, Frames.Part(Frames.Text, "4a"), Frames.Of((byte)(Frames.Continuation | (bits << 4)), "b"));
        }
    }

    private static IEnumerable<WireCase> Opcodes()
    {
        foreach (var opcode in new byte[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
        {
            yield return WireCase.Of("5.2", $"opcode {opcode} is refused", Refused, Frames.Of((byte)(0x80 | opcode), []));
            yield return WireCase.Of("5.2", $"opcode {opcode} with a payload is refused", Refused, Frames.Of((byte)(0x80 | opcode), "4a"));
            yield return WireCase.Of("5.2", $"opcode {opcode} as a first fragment is refused", Refused, Frames.Of(opcode, "4a"));
            yield return WireCase.Of("5.2", $"opcode {opcode} between fragments is refused", Refused, Frames.Part(Frames.Text, "4a"), Frames.Of((byte)(0x80 | opcode), ""));
        }
    }

    private static IEnumerable<WireCase> MinimalLengths()
    {
        foreach (var length in new[] { 1, 2, 124, 125, 126, 127, 128, 254, 255, 256, 4_096, 65_534, 65_535, 65_536, 65_537, MaxPayload - 1, MaxPayload })
        {
            var text = Encoding.ASCII.GetBytes("4" + new string('a', length - 1));
            yield return WireCase.Echo("5.2", $"a text of {length} bytes is taken", Frames.Text, text, Frames.Of(Frames.Text, text));
            yield return WireCase.Echo("5.2", $"{length} bytes are taken", Frames.Binary, text, Frames.Of(Frames.Binary, text));
        }

        yield return WireCase.Echo("5.2", "no bytes at all are taken", Frames.Binary, [], Frames.Of(Frames.Binary, []));
    }

    private static IEnumerable<WireCase> OtherLengths()
    {
        foreach (var length in new[] { 0, 1, 2, 124, 125 })
        {
            foreach (var first in new[] { Frames.Text, Frames.Binary, Frames.Ping })
            {
                yield return WireCase.Of("5.2", $"{length} bytes told in 16 bits, frame {first:x2}, are refused", Refused, Frames.Of(first, new byte[length], form: 16));
                yield return WireCase.Of("5.2", $"{length} bytes told in 64 bits, frame {first:x2}, are refused", Refused, Frames.Of(first, new byte[length], form: 64));
            }
        }

        foreach (var length in new[] { 126, 127, 65_534, 65_535 })
        {
            yield return WireCase.Of("5.2", $"{length} bytes told in 64 bits are refused", Refused, Frames.Of(Frames.Binary, new byte[length], form: 64));
        }

        yield return WireCase.Of(
            "5.2", "a continuation whose length is not told in the shortest form is refused", Refused, Frames.Part(Frames.Text, "4a"), Frames.Of(Frames.Continuation, "b"u8.ToArray(), form: 16));
    }

    private static IEnumerable<WireCase> LargeOnes()
    {
        foreach (var length in new ulong[] { MaxPayload + 1, 1 << 20, int.MaxValue, (1ul << 32) - 1, 1ul << 32, long.MaxValue, 1ul << 63, ulong.MaxValue })
        {
            yield return WireCase.Of("10.4", $"{length} bytes are refused by their header alone", TooLarge, Frames.Of(Frames.Binary, [], announced: length));
            yield return WireCase.Of("10.4", $"a text of {length} bytes is refused by its header alone", TooLarge, Frames.Of(Frames.Text, [], announced: length));
        }
    }
}
