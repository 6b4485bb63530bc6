using System.Buffers.Binary;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>
/// A room, a block of its messages and a client's message id as one number, by which <c>messages</c> is indexed: 24 bits of the room's number, 20 of the
/// block's and 20 of a hash (<see cref="Fnv1a"/>) of the id. A block is 1,024 consecutive messages, so a new key lies among the room's latest, and a
/// transaction writes few pages of the index (<c>docs/decisions/0031</c>). Messages can share a key, so a look-up compares the ids. The numbers are
/// stored: never change how they are made.
/// </summary>
internal static class ClientKey
{
    /// <summary>The first messages of a room have no key. A look-up reads them through, so a short room costs the index nothing.</summary>
    public const int ReadThrough = 256;

    /// <summary>A block's number is the <c>seq</c> of its messages, shifted by this.</summary>
    public const int BlockShift = 10;

    /// <summary>The bits of a block's number that are in a key, and of a hash: later blocks share keys with the first ones.</summary>
    public const int BlockMask = 0xF_FFFF;

    public const int HashBits = 20;
    private const int RoomShift = 40;

    /// <summary>The key of a message; null for one without an id, and for one of the room's first.</summary>
    public static long? Of(RoomNumber room, long seq, string? clientMessageId) =>
        clientMessageId is null || seq <= ReadThrough ? null : OfFirstBlock(room, clientMessageId) | (((seq >> BlockShift) & BlockMask) << HashBits);

    /// <summary>The key of such a message in block 0. Those of the other blocks follow from it.</summary>
    public static long OfFirstBlock(RoomNumber room, string clientMessageId) =>
        ((long)Upper(room) >> 8 << RoomShift) | (Fnv1a.Of(clientMessageId) & ((1L << HashBits) - 1));

    /// <summary>The key that a message was stored with before there were blocks. Those rows stay as they are.</summary>
    public static long OfOldRow(RoomNumber room, string clientMessageId) => ((long)Upper(room) << 32) | Fnv1a.Of(clientMessageId);

    private static uint Upper(RoomNumber room)
    {
        Span<byte> number = stackalloc byte[16];
        room.Value.TryWriteBytes(number, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(number);
    }
}
