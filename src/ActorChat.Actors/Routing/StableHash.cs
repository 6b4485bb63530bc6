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

    /// <summary>FNV-1a of the login's key.</summary>
    public static int PartitionOf(Login login, int partitions)
    {
        var hash = 2166136261u;
        foreach (var c in login.Key)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)((hash ^ (hash >> 16)) % (uint)partitions);
    }
}
