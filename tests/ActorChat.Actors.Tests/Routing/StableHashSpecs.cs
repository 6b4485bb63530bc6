using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Tests.Common;
using FsCheck.Xunit;

namespace ActorChat.Actors.Tests.Routing;

/// <summary>These numbers are stored with the data of every deployment: a change that fails here must be reverted.</summary>
public sealed class StableHashSpecs
{
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", 32, 0)]
    [InlineData("00000001-0000-0000-0000-000000000000", 32, 1)]
    [InlineData("ffffffff-0000-0000-0000-000000000000", 32, 31)]
    [InlineData("ffffffff-0000-0000-0000-000000000000", 10, 5)]
    [InlineData("12345678-9abc-5def-8123-456789abcdef", 32, 24)]
    public void The_partition_of_a_room_is_its_first_four_bytes_modulo_their_number(string room, int partitions, int expected)
    {
        Assert.True(RoomNumber.TryParse(room, out var number));
        Assert.Equal(expected, StableHash.PartitionOf(number, partitions));
    }

    [Fact]
    public void Stored_partitions_of_dialogs_never_change()
    {
        (string, string)[] pairs = [("alice", "bob"), ("Мария", "李雷"), ("a", "b"), ("user1", "user2"), ("x@y.z", "x+1")];
        var partitions = pairs.Select(pair => StableHash.PartitionOf(RoomKey.Of(Data.ALogin(pair.Item1), Data.ALogin(pair.Item2)).Number, 32));
        Assert.Equal([9, 2, 21, 15, 17], partitions);
    }

    [Property(Arbitrary = [typeof(LoginGenerator)])]
    public bool Every_spelling_of_a_login_has_the_same_partition(Login login) =>
        StableHash.PartitionOf(login, 8) == StableHash.PartitionOf(Login.FromStored(login.Key), 8) && StableHash.PartitionOf(login, 8) is >= 0 and < 8;

    [Fact]
    public void Logins_and_rooms_spread_over_all_partitions()
    {
        var logins = Enumerable.Range(0, 10_000).Select(i => Data.ALogin($"user{i}")).ToList();
        var shares = logins.CountBy(login => StableHash.PartitionOf(login, 32)).Select(share => share.Value).ToList();
        var rooms = logins.Skip(1).CountBy(login => StableHash.PartitionOf(RoomKey.Of(logins[0], login).Number, 32)).Select(share => share.Value).ToList();
        Assert.Equal((32, 32), (shares.Count, rooms.Count));
        Assert.All(shares.Concat(rooms), share => Assert.InRange(share, 150, 600));
    }
}
