using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorChat.SocketIO;

/// <summary>What is at the start of a buffer of received bytes.</summary>
internal enum FrameStatus
{
    /// <summary>A whole frame.</summary>
    Complete,

    /// <summary>The beginning of a frame.</summary>
    Incomplete,

    /// <summary>Something RFC 6455 forbids: close code 1002.</summary>
    Violation,

    /// <summary>A frame longer than allowed: close code 1009.</summary>
    TooLarge,
}

/// <summary>One frame of a client, with its payload still masked.</summary>
internal readonly record struct Frame(byte Opcode, bool Final, uint Mask, int PayloadOffset, long PayloadLength)
{
    public const byte Continuation = 0;
    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte Close = 8;
    public const byte Ping = 9;
    public const byte Pong = 10;

    public bool IsControl => Opcode >= Close;

    public long TotalLength => PayloadOffset + PayloadLength;
}

/// <summary>Reads masked frames (RFC 6455, section 5.2). Pure: no state is kept between calls.</summary>
internal static class FrameReader
{
    private const int MaskBytes = 4;
    private const int MaxControlPayload = 125;
    private const ulong LeastIn16Bits = 126;
    private const ulong LeastIn64Bits = ushort.MaxValue + 1;

    /// <summary>Reads the frame at the start of <paramref name="input"/>. The length is checked with the header alone, before anything is stored.</summary>
    public static FrameStatus Read(ReadOnlySpan<byte> input, long maxPayload, out Frame frame)
    {
        frame = default;
        if (input.Length < 2)
        {
            return FrameStatus.Incomplete;
        }

        var opcode = (byte)(input[0] & 0x0f);
        var final = (input[0] & 0x80) != 0;
        var control = opcode >= Frame.Close;
        var reserved = (input[0] & 0x70) != 0;
        var known = opcode is Frame.Continuation or Frame.Text or Frame.Binary or Frame.Close or Frame.Ping or Frame.Pong;
        var masked = (input[1] & 0x80) != 0;
        var shortLength = input[1] & 0x7f;
        if (reserved || !known || !masked || (control && (!final || shortLength > MaxControlPayload)))
        {
            return FrameStatus.Violation;
        }

        ulong length;
        int header;
        var least = 0ul;
        switch (shortLength)
        {
            case 126:
                if (input.Length < 4)
                {
                    return FrameStatus.Incomplete;
                }

                length = BinaryPrimitives.ReadUInt16BigEndian(input[2..]);
                header = 4;
                least = LeastIn16Bits;
                break;
            case 127:
                if (input.Length < 10)
                {
                    return FrameStatus.Incomplete;
                }

                length = BinaryPrimitives.ReadUInt64BigEndian(input[2..]);
                header = 10;
                least = LeastIn64Bits;
                break;
            default:
                length = (ulong)shortLength;
                header = 2;
                break;
        }

        // "The minimal number of bytes MUST be used to encode the length".
        if (length < least)
        {
            return FrameStatus.Violation;
        }

        if (!control && length > (ulong)maxPayload)
        {
            frame = new Frame(opcode, final, 0, header + MaskBytes, (long)Math.Min(length, long.MaxValue / 2));
            return FrameStatus.TooLarge;
        }

        if (input.Length < header + MaskBytes)
        {
            return FrameStatus.Incomplete;
        }

        var mask = MemoryMarshal.Read<uint>(input[header..]);
        frame = new Frame(opcode, final, mask, header + MaskBytes, (long)length);
        return input.Length < frame.TotalLength ? FrameStatus.Incomplete : FrameStatus.Complete;
    }

    /// <summary>Removes the mask in place, a vector at a time (RFC 6455, section 5.3).</summary>
    public static void Unmask(Span<byte> payload, uint mask)
    {
        if (mask == 0)
        {
            return;
        }

        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(payload);
        var wide = Vector.AsVectorByte(new Vector<uint>(mask));
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] ^= wide;
        }

        // A vector is a whole number of masks, so the mask starts again after the last one.
        var rest = payload[(vectors.Length * Vector<byte>.Count)..];
        var words = MemoryMarshal.Cast<byte, uint>(rest);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] ^= mask;
        }

        Span<byte> maskBytes = stackalloc byte[MaskBytes];
        MemoryMarshal.Write(maskBytes, mask);
        for (var i = words.Length * MaskBytes; i < rest.Length; i++)
        {
            rest[i] ^= maskBytes[i % MaskBytes];
        }
    }
}
