using System.Buffers.Binary;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>
/// A room and a client's message id as one number, by which <c>messages</c> is indexed: the room in the upper half, so that a room's keys are together, and a
/// hash (<see cref="Fnv1a"/>) of the id in the lower. Two ids can share a key, so a look-up compares the ids. The numbers are stored: never change how they
/// are made.
/// </summary>
internal static class ClientKey
{
    public static long Of(RoomNumber room, string clientMessageId)
    {
        Span<byte> number = stackalloc byte[16];
        room.Value.TryWriteBytes(number, bigEndian: true, out _);
        return ((long)BinaryPrimitives.ReadUInt32BigEndian(number) << 32) | Fnv1a.Of(clientMessageId);
    }
}
