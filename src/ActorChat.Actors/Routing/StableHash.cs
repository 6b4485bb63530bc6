using System.Buffers.Binary;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Routing;

/// <summary>Which partition a room or a login belongs to. The rooms' answer is stored with the data: never change it.</summary>
public static class StableHash
{
    public static int PartitionOf(RoomNumber room, int partitions)
    {
        Span<byte> bytes = stackalloc byte[16];
        room.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) % (uint)partitions);
    }

    /// <summary>Of a login's key. Nothing of it is stored, but all nodes have to agree.</summary>
    public static int PartitionOf(Login login, int partitions)
    {
        var hash = Fnv1a.Of(login.Key);
        return (int)((hash ^ (hash >> 16)) % (uint)partitions);
    }
}
