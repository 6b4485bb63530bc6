using System.Buffers.Binary;
using System.Text;

namespace ActorChat.Faults.Attackers;

/// <summary>Frames of a WebSocket client (RFC 6455, 5.2), valid and invalid.</summary>
internal static class Frames
{
    public const int Continuation = 0;
    public const int TextFrame = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private const int Short = 7;
    private const int Medium = 16;
    private const int Long = 64;
    private static readonly byte[] s_key = [0x5a, 0x17, 0xc3, 0x88];

    public static byte[] Text(string text) => Make(TextFrame, Encoding.UTF8.GetBytes(text));

    /// <param name="opcode">Four bits.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="final">Whether it is the last one of its message.</param>
    /// <param name="reserved">The three reserved bits.</param>
    /// <param name="key">The mask; null for a frame without one.</param>
    /// <param name="length">The length that it claims; null for the true one.</param>
    /// <param name="form">The bits of the length's form: 7, 16 or 64; null for the shortest.</param>
    public static byte[] Make(int opcode, ReadOnlySpan<byte> payload, bool final = true, int reserved = 0, ReadOnlySpan<byte> key = default, ulong? length = null, int? form = null) =>
        Build(opcode, payload, final, reserved, key.IsEmpty ? s_key : key, length, form);

    /// <summary>A frame without a mask, which no client may send.</summary>
    public static byte[] Unmasked(int opcode, ReadOnlySpan<byte> payload) => Build(opcode, payload, final: true, reserved: 0, key: [], length: null, form: null);

    private static byte[] Build(int opcode, ReadOnlySpan<byte> payload, bool final, int reserved, ReadOnlySpan<byte> key, ulong? length, int? form)
    {
        var claimed = length ?? (ulong)payload.Length;
        var bits = form ?? (claimed < 126 ? Short : claimed < 65536 ? Medium : Long);
        var extra = bits == Short ? 0 : bits / 8;
        var frame = new byte[2 + extra + key.Length + payload.Length];
        frame[0] = (byte)((final ? 0x80 : 0) | (reserved << 4) | opcode);
        frame[1] = (byte)((key.IsEmpty ? 0 : 0x80) | (bits == Short ? (int)(claimed & 127) : bits == Medium ? 126 : 127));
        if (bits == Medium)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)claimed);
        }
        else if (bits == Long)
        {
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), claimed);
        }

        key.CopyTo(frame.AsSpan(2 + extra));
        var body = frame.AsSpan(2 + extra + key.Length);
        for (var i = 0; i < payload.Length; i++)
        {
            body[i] = (byte)(payload[i] ^ (key.IsEmpty ? 0 : key[i % key.Length]));
        }

        return frame;
    }
}

/// <summary>A frame of the server.</summary>
internal sealed record ServerFrame(int Opcode, byte[] Payload)
{
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ServerFrame? frame, out int used)
    {
        (frame, used) = (null, 0);
        if (bytes.Length < 2)
        {
            return false;
        }

        var (length, start) = (bytes[1] & 127, 2);
        if (length >= 126)
        {
            start += length == 126 ? 2 : 8;
            if (bytes.Length < start)
            {
                return false;
            }

            length = length == 126 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
        }

        if (bytes.Length < start + length)
        {
            return false;
        }

        frame = new ServerFrame(bytes[0] & 15, bytes.Slice(start, length).ToArray());
        used = start + length;
        return true;
    }
}
