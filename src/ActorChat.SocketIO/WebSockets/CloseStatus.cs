using System.Buffers.Binary;
using System.Text.Unicode;

namespace ActorChat.SocketIO;

/// <summary>The status of a close frame (RFC 6455, sections 5.5.1 and 7.4).</summary>
internal static class CloseStatus
{
    public const ushort None = 0;
    public const ushort ProtocolError = 1002;
    public const ushort InvalidData = 1007;
    public const ushort TooLarge = 1009;

    /// <summary>What a control frame may hold (RFC 6455, section 5.5).</summary>
    public const int MaxPayload = 125;

    /// <summary>The status that goes with a reason of the server: private statuses begin here (section 7.4.2).</summary>
    private const ushort Own = 4000;

    private const ushort FirstRegistered = 1000;
    private const ushort LastRegistered = 1014;
    private const ushort FirstFree = 3000;
    private const ushort LastFree = 4999;

    /// <summary>The error in the payload of a client's close frame, as the status to answer with; <see cref="None"/> if there is none.</summary>
    public static ushort FaultOf(ReadOnlySpan<byte> payload) =>
        payload.IsEmpty ? None
        : payload.Length < sizeof(ushort) || !MayBeSent(BinaryPrimitives.ReadUInt16BigEndian(payload)) ? ProtocolError
        : Utf8.IsValid(payload[sizeof(ushort)..]) ? None
        : InvalidData;

    /// <summary>Writes the server's reason; what does not fit into a close frame is cut.</summary>
    /// <returns>How many bytes it is.</returns>
    public static int WriteOwn(Span<byte> payload, string reason)
    {
        BinaryPrimitives.WriteUInt16BigEndian(payload, Own);
        Utf8.FromUtf16(reason, payload[sizeof(ushort)..], out _, out var written);
        return sizeof(ushort) + written;
    }

    /// <summary>The registered ones, except those that no frame may carry, and those of libraries and applications.</summary>
    private static bool MayBeSent(ushort status) =>
        status is (>= FirstRegistered and <= LastRegistered and not (1004 or 1005 or 1006)) or (>= FirstFree and <= LastFree);
}
