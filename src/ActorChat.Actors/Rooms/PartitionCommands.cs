using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>What a room partition can be asked for beside the rooms' own requests, and what it answers. Plain data: it may come from another node.</summary>
public static class PartitionCommands
{
    /// <summary>Asked by an operator's tool; answered by <see cref="Awake"/>.</summary>
    public sealed record ListAwake(int Limit);

    /// <summary>Rooms that are in memory, in no order, and how many there are.</summary>
    public sealed record Awake(IReadOnlyList<RoomNumber> Rooms, int Count);

    /// <summary>An operator has erased a user, and the tables say so: told to all rooms that are awake; answered by <see cref="UserForgotten"/>.</summary>
    public sealed record UserErased(Login User);

    /// <summary>Every request that comes from now on finds the user erased.</summary>
    public sealed record UserForgotten
    {
        public static readonly UserForgotten Instance = new();
    }
}
