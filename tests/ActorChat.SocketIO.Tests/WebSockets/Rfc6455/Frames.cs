using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>Makes any frame that a client can send, legal or not, and describes a server's frame in words.</summary>
internal static class Frames
{
    public const byte Continuation = 0x80;
    public const byte Text = 0x81;
    public const byte Binary = 0x82;
    public const byte Close = 0x88;
    public const byte Ping = 0x89;
    public const byte Pong = 0x8a;

    /// <summary>Subtracted from a first byte, this makes the frame one that others follow.</summary>
    public const byte Final = 0x80;

    private const int MaxShown = 40;

    /// <param name="first">FIN, the reserved bits and the opcode.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="form">In how many bits the length is written, besides the first seven; -1 for the shortest form.</param>
    /// <param name="masked">Whether there is a mask.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="announced">A length that differs from that of the payload.</param>
    public static byte[] Of(byte first, byte[] payload, int form = -1, bool masked = true, uint mask = 0x44332211, ulong? announced = null)
    {
        var length = announced ?? (ulong)payload.Length;
        var extended = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(extended, length);
        var (field, bytes) = form switch
        {
            16 => (126, extended[6..]),
            64 => (127, extended),
            _ => length < 126 ? ((int)length, []) : length <= ushort.MaxValue ? (126, extended[6..]) : (127, extended),
        };
        var key = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(key, mask);
        return
        [
            first,
            (byte)(field | (masked ? 0x80 : 0)),
            .. bytes,
            .. masked ? key : [],
            .. payload.Select((value, at) => masked ? (byte)(value ^ key[at % 4]) : value),
        ];
    }

    public static byte[] Of(byte first, string payload) => Of(first, Encoding.UTF8.GetBytes(payload));

    /// <summary>A frame that others follow.</summary>
    public static byte[] Part(byte first, byte[] payload) => Of((byte)(first & ~Final), payload);

    public static byte[] Part(byte first, string payload) => Part(first, Encoding.UTF8.GetBytes(payload));

    public static byte[] CloseWith(int status, params byte[] reason) => Of(Close, [(byte)(status >> 8), (byte)status, .. reason]);

    /// <summary>A server's frame in words: <c>text:4hello</c>, <c>pong:686579</c>, <c>close:1002</c>.</summary>
    public static string Show(byte first, byte[] payload) => first switch
    {
        Text => "text:" + (payload.Length <= MaxShown ? Encoding.UTF8.GetString(payload) : Long(payload)),
        Binary => "binary:" + (payload.Length <= MaxShown ? Convert.ToHexString(payload) : Long(payload)),
        Pong => "pong:" + (payload.Length <= MaxShown ? Convert.ToHexString(payload) : Long(payload)),
        Close when payload.Length == 0 => "close:none",
        Close when payload.Length == 2 => "close:" + BinaryPrimitives.ReadUInt16BigEndian(payload),
        _ => $"unexpected:{first:x2}:{Convert.ToHexString(payload)}",
    };

    private static string Long(byte[] payload) => $"{payload.Length} bytes {Convert.ToHexString(SHA256.HashData(payload))[..12]}";
}
