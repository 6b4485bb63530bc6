using System.Globalization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;

namespace ActorChat.DataSet;

/// <summary>The users, and who talks to whom. The same options always give the same population.</summary>
internal sealed class Population(DataSetOptions options, int partitions)
{
    public Login[] Logins { get; } = [.. Enumerable.Range(0, options.Users).Select(number => Login.FromStored(options.Prefix + "-" + number.ToString("000000", CultureInfo.InvariantCulture)))];

    /// <summary>The dialogs by partition. The first two users have one only if a long one is requested.</summary>
    public List<RoomKey>[] RoomsByPartition()
    {
        var byPartition = Enumerable.Range(0, partitions).Select(_ => new List<RoomKey>((options.Rooms / partitions) + 1)).ToArray();
        for (var room = 0; room < options.Rooms; room++)
        {
            // User n talks to n + 2, n + 3, …: all users have about the same number of rooms, and no pair comes twice.
            var (user, distance) = (room % options.Users, (room / options.Users) + 2);
            var key = RoomKey.Of(Logins[user], Logins[(user + distance) % options.Users]);
            byPartition[StableHash.PartitionOf(key.Number, partitions)].Add(key);
        }

        return byPartition;
    }

    /// <summary>The dialog of the first two users.</summary>
    public RoomKey LongRoom => RoomKey.Of(Logins[0], Logins[1]);
}
