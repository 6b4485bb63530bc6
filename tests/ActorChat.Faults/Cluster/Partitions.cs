using System.Globalization;

namespace ActorChat.Faults.Cluster;

/// <summary>The partition of a room. It is stored with the data, so it cannot change (<c>StableHash</c> in the server).</summary>
internal static class Partitions
{
    private const int Digits = 8;

    public static int Of(string room, int partitions) => (int)(uint.Parse(room.AsSpan(0, Digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % (uint)partitions);
}
