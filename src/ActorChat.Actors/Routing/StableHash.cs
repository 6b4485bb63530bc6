using System.Buffers.Binary;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Routing;

/// <summary>The partition of a room or a login. For rooms it is stored with the data: never change it.</summary>
public static class StableHash
{
    public static int PartitionOf(RoomNumber room, int partitions)
    {
        Span<byte> bytes = stackalloc byte[16];
        room.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) % (uint)partitions);
    }

    /// <summary>For a login's key. It is not stored, but all nodes must agree.</summary>
    public static int PartitionOf(Login login, int partitions)
    {
        var hash = Fnv1a.Of(login.Key);
        return (int)((hash ^ (hash >> 16)) % (uint)partitions);
    }
}
