using System.Buffers;
using System.Buffers.Text;

namespace ActorChat.SocketIO;

/// <summary>Engine.IO packet types: the ASCII digit at the start of a text packet (protocol 4, "Packet types").</summary>
internal static class EnginePacketType
{
    public const byte Open = (byte)'0';
    public const byte Close = (byte)'1';
    public const byte Ping = (byte)'2';
    public const byte Pong = (byte)'3';
    public const byte Message = (byte)'4';
    public const byte Upgrade = (byte)'5';
    public const byte Noop = (byte)'6';

    /// <summary>Marks a binary packet in a text payload; base64 follows.</summary>
    public const byte Base64 = (byte)'b';
}

/// <summary>Polling payloads of Engine.IO 4: packets joined by 0x1e, binary ones as 'b' and base64.</summary>
internal static class PayloadCodec
{
    public const byte Separator = 0x1e;

    /// <summary>Cuts the first packet off a payload; false at its end.</summary>
    public static bool TryNext(ref ReadOnlyMemory<byte> payload, ref bool started, out ReadOnlyMemory<byte> packet)
    {
        if (started && payload.IsEmpty)
        {
            packet = default;
            return false;
        }

        started = true;
        var end = payload.Span.IndexOf(Separator);
        if (end < 0)
        {
            packet = payload;
            payload = default;
            return true;
        }

        packet = payload[..end];
        payload = payload[(end + 1)..];

        // A separator at the very end makes one more, empty packet, which is then refused.
        started = !payload.IsEmpty;
        return true;
    }

    /// <summary>Decodes the base64 of a binary packet, with or without padding.</summary>
    public static byte[]? DecodeBase64(ReadOnlySpan<byte> base64)
    {
        base64 = base64.TrimEnd((byte)'=');
        var padded = ArrayPool<byte>.Shared.Rent(base64.Length + 2);
        try
        {
            base64.CopyTo(padded);
            var length = base64.Length;
            while (length % 4 != 0 && length < base64.Length + 2)
            {
                padded[length++] = (byte)'=';
            }

            var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(length)];
            return Base64.DecodeFromUtf8(padded.AsSpan(0, length), decoded, out _, out var written) == OperationStatus.Done
                ? (written == decoded.Length ? decoded : decoded.AsSpan(0, written).ToArray())
                : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(padded);
        }
    }

    /// <summary>Turns frames into a payload.</summary>
    public static void Encode(ReadOnlySpan<byte> frames, IBufferWriter<byte> output)
    {
        for (var first = true; !frames.IsEmpty; first = false)
        {
            if (!first)
            {
                output.Write([Separator]);
            }

            var packet = FrameHeader.Next(ref frames, out var binary);
            if (!binary)
            {
                output.Write(packet);
                continue;
            }

            var span = output.GetSpan(1 + Base64.GetMaxEncodedToUtf8Length(packet.Length));
            span[0] = EnginePacketType.Base64;
            Base64.EncodeToUtf8(packet, span[1..], out _, out var written);
            output.Advance(1 + written);
        }
    }
}
