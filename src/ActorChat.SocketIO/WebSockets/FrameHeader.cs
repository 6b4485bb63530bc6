using System.Buffers.Binary;

namespace ActorChat.SocketIO;

/// <summary>Headers of unmasked frames, as a server writes them (RFC 6455, section 5.2).</summary>
internal static class FrameHeader
{
    public const byte Text = 0x81;
    public const byte Binary = 0x82;
    public const byte Close = 0x88;
    public const byte Ping = 0x89;
    public const byte Pong = 0x8a;

    /// <summary>Longest header of an unmasked frame.</summary>
    public const int MaxBytes = 10;

    public static int Size(int payloadLength) => payloadLength switch
    {
        < 126 => 2,
        <= ushort.MaxValue => 4,
        _ => MaxBytes,
    };

    /// <summary>Writes the header of a final frame; <paramref name="target"/> holds at least <see cref="Size"/> bytes.</summary>
    public static int Write(Span<byte> target, byte firstByte, int payloadLength)
    {
        target[0] = firstByte;
        switch (Size(payloadLength))
        {
            case 2:
                target[1] = (byte)payloadLength;
                return 2;
            case 4:
                target[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payloadLength);
                return 4;
            default:
                target[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(target[2..], (ulong)payloadLength);
                return MaxBytes;
        }
    }

    /// <summary>Takes the first frame off a sequence of frames that this server has written.</summary>
    public static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> frames, out bool binary)
    {
        binary = frames[0] == Binary;
        int header, length;
        switch (frames[1])
        {
            case 126:
                header = 4;
                length = BinaryPrimitives.ReadUInt16BigEndian(frames[2..]);
                break;
            case 127:
                header = MaxBytes;
                length = (int)BinaryPrimitives.ReadUInt64BigEndian(frames[2..]);
                break;
            default:
                header = 2;
                length = frames[1];
                break;
        }

        var payload = frames.Slice(header, length);
        frames = frames[(header + length)..];
        return payload;
    }
}
