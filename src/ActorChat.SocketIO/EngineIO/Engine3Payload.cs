using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace ActorChat.SocketIO;

/// <summary>Polling payloads of Engine.IO 3: each packet is preceded by its length, as text or as bytes.</summary>
internal static class Engine3Payload
{
    private const byte TextMark = 0;
    private const byte BinaryMark = 1;
    private const byte LengthEnd = 0xff;
    private const int MaxLengthDigits = 9;

    /// <summary>Passes all packets of a payload to the connection; a malformed one ends it.</summary>
    public static async ValueTask ReceiveAsync(EngineConnection connection, ReadOnlyMemory<byte> payload, bool binary)
    {
        do
        {
            ReadOnlyMemory<byte> packet;
            var isBinary = false;
            if (!(binary ? TryNextBinary(ref payload, out packet, out isBinary) : TryNextText(ref payload, out packet))
                || (binary && !isBinary && !Utf8.IsValid(packet.Span)))
            {
                await connection.FailParsing().ConfigureAwait(false);
                return;
            }

            if (isBinary)
            {
                await connection.ReceiveBinaryAsync(packet).ConfigureAwait(false);
            }
            else
            {
                await connection.ReceiveTextAsync(packet).ConfigureAwait(false);
            }
        }
        while (!payload.IsEmpty && !connection.IsClosed);
    }

    /// <summary>Turns frames into a payload.</summary>
    /// <returns>Its content type.</returns>
    public static string Encode(ReadOnlySpan<byte> frames, bool allowBinary, IBufferWriter<byte> output)
    {
        if (allowBinary && HasBinary(frames))
        {
            EncodeBinary(frames, output);
            return "application/octet-stream";
        }

        EncodeText(frames, output);
        return "text/plain; charset=UTF-8";
    }

    // <length>:<packet>   the length in UTF-16 code units
    public static bool TryNextText(ref ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> packet)
    {
        packet = default;
        var span = payload.Span;
        var colon = span[..Math.Min(span.Length, MaxLengthDigits + 1)].IndexOf((byte)':');
        if (colon < 1 || !Utf8Parser.TryParse(span[..colon], out int units, out var used) || used != colon || units < 0)
        {
            return false;
        }

        var rest = span[(colon + 1)..];
        var end = 0;
        while (units > 0 && end < rest.Length)
        {
            var size = SequenceLength(rest[end]);
            units -= size == 4 ? 2 : 1;
            end += size;
        }

        if (units != 0 || end > rest.Length)
        {
            return false;
        }

        packet = payload.Slice(colon + 1, end);
        payload = payload[(colon + 1 + end)..];
        return true;
    }

    // 00|01 <length: one byte per decimal digit> ff <packet>   the length in bytes
    public static bool TryNextBinary(ref ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> packet, out bool isBinary)
    {
        packet = default;
        isBinary = false;
        var span = payload.Span;
        if (span.IsEmpty || span[0] > BinaryMark)
        {
            return false;
        }

        isBinary = span[0] == BinaryMark;
        var length = 0;
        var position = 1;
        while (position < span.Length && span[position] != LengthEnd)
        {
            if (span[position] > 9 || position > MaxLengthDigits)
            {
                return false;
            }

            length = (length * 10) + span[position++];
        }

        if (position == 1 || position >= span.Length || span.Length - position - 1 < length)
        {
            return false;
        }

        packet = payload.Slice(position + 1, length);
        payload = payload[(position + 1 + length)..];
        return true;
    }

    private static bool HasBinary(ReadOnlySpan<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            FrameHeader.Next(ref frames, out var binary);
            if (binary)
            {
                return true;
            }
        }

        return false;
    }

    private static void EncodeText(ReadOnlySpan<byte> frames, IBufferWriter<byte> output)
    {
        while (!frames.IsEmpty)
        {
            var packet = FrameHeader.Next(ref frames, out var binary);
            if (!binary)
            {
                WriteLength(output, CountUnits(packet));
                output.Write(packet);
                continue;
            }

            // The frame's first byte is the type 4; in text it is the digit after the 'b'.
            var data = packet[1..];
            var size = Base64.GetMaxEncodedToUtf8Length(data.Length);
            WriteLength(output, size + 2);
            output.Write([EnginePacketType.Base64, EnginePacketType.Message]);
            Base64.EncodeToUtf8(data, output.GetSpan(size), out _, out var written);
            output.Advance(written);
        }
    }

    private static void EncodeBinary(ReadOnlySpan<byte> frames, IBufferWriter<byte> output)
    {
        Span<byte> digits = stackalloc byte[12];
        while (!frames.IsEmpty)
        {
            var packet = FrameHeader.Next(ref frames, out var binary);
            Utf8Formatter.TryFormat(packet.Length, digits, out var count);
            output.Write([binary ? BinaryMark : TextMark]);
            foreach (var digit in digits[..count])
            {
                output.Write([(byte)(digit - '0')]);
            }

            output.Write([LengthEnd]);
            output.Write(packet);
        }
    }

    private static void WriteLength(IBufferWriter<byte> output, int length)
    {
        Utf8Formatter.TryFormat(length, output.GetSpan(11), out var written);
        output.Advance(written);
        output.Write(":"u8);
    }

    private static int CountUnits(ReadOnlySpan<byte> utf8)
    {
        var units = 0;
        for (var i = 0; i < utf8.Length;)
        {
            var size = SequenceLength(utf8[i]);
            units += size == 4 ? 2 : 1;
            i += size;
        }

        return units;
    }

    /// <summary>The number of bytes of a UTF-8 sequence that starts with this byte.</summary>
    private static int SequenceLength(byte first) => first switch
    {
        < 0x80 => 1,
        < 0xe0 => 2,
        < 0xf0 => 3,
        _ => 4,
    };
}
