using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// The requests to room partitions, and to the parent of a node's partitions, besides those for the rooms. Plain data: it may come from another node.
/// </summary>
public static class PartitionCommands
{
    /// <summary>
    /// Asks the parent of a node's partitions, and through it the partition, to hand the partition over: pending work is finished, and no session ends.
    /// Answered by <see cref="HandedOver"/>.
    /// </summary>
    public sealed record HandOver(int Partition);

    /// <summary>
    /// Tells the parent of a node's partitions that another node is to have a partition. It stays open here until that one asks for it (<see cref="Pull"/>), for
    /// a bounded time. Local to its node.
    /// </summary>
    public sealed record Part(int Partition) : INoSerializationVerificationNeeded;

    /// <summary>
    /// The next owner asks the node where a partition is open to hand it over. Answered by <see cref="HandedOver"/> when that is done; not at all while the
    /// partition belongs there.
    /// </summary>
    public sealed record Pull(int Partition);

    /// <summary>Told to the parent by a partition that is to open while somebody else holds its lease. Local to its node.</summary>
    public sealed record HeldElsewhere(int Partition) : INoSerializationVerificationNeeded;

    /// <summary>Nothing of the partition is alive on this node: it may be opened anywhere.</summary>
    public sealed record HandedOver(int Partition);

    /// <summary>Asks the parent of a node's partitions to say when none is alive on this node; answered by <see cref="NoneHere"/>. Local to its node.</summary>
    public sealed record TellWhenNoneIsHere : INoSerializationVerificationNeeded
    {
        public static readonly TellWhenNoneIsHere Instance = new();
    }

    /// <summary>No partition is alive on this node.</summary>
    public sealed record NoneHere : INoSerializationVerificationNeeded
    {
        public static readonly NoneHere Instance = new();
    }

    /// <summary>Told to the parent by a partition that has finished its hand-over. It lives for a while, to move what comes late. Local to its node.</summary>
    public sealed record Left : INoSerializationVerificationNeeded
    {
        public static readonly Left Instance = new();
    }

    /// <summary>Asks the parent of a node's partitions to open one here; nothing happens if it is open or opening.</summary>
    public sealed record Open(int Partition);

    /// <summary>
    /// Announced by a partition that has opened. Each opening has a higher epoch than those before it; the highest one owns the partition. Local to
    /// its node: other nodes learn of it by <see cref="IPartitionAnnouncements"/>.
    /// </summary>
    /// <param name="Partition">The partition.</param>
    /// <param name="Epoch">The epoch of this opening.</param>
    /// <param name="Owner">The partition's actor.</param>
    /// <param name="Follows">The epoch of the opening before, if everything that was committed in it was also published; null if that is not certain.</param>
    public sealed record Opened(int Partition, long Epoch, IActorRef Owner, long? Follows = null) : INoSerializationVerificationNeeded;

    /// <summary>
    /// The answer to <see cref="Opened"/>: whoever relied on earlier openings and may have missed something has been told. A partition under a lease accepts
    /// requests from now on. Local to its node.
    /// </summary>
    public sealed record Announced : INoSerializationVerificationNeeded
    {
        public static readonly Announced Instance = new();
    }

    /// <summary>Told to all other nodes: a partition has opened on this one.</summary>
    /// <param name="Partition">The partition.</param>
    /// <param name="Epoch">The epoch of this opening.</param>
    /// <param name="Follows">As in <see cref="Opened"/>.</param>
    /// <param name="Path">The partition's actor on the node that tells it.</param>
    public sealed record OpenedAt(int Partition, long Epoch, long? Follows, string Path);

    /// <summary>Told to all other nodes: this opening on this node accepts no more requests.</summary>
    public sealed record Withdrawn(int Partition, long Epoch);

    /// <summary>Sent for an operator's tool; answered by <see cref="Awake"/>.</summary>
    public sealed record ListAwake(int Limit);

    /// <summary>Rooms in memory, in no order, and how many there are.</summary>
    public sealed record Awake(IReadOnlyList<RoomNumber> Rooms, int Count);

    /// <summary>An operator has erased a user, and the tables say so. Passed on to all awake rooms; answered by <see cref="UserForgotten"/>.</summary>
    public sealed record UserErased(Login User);

    /// <summary>Every later request finds the user erased.</summary>
    public sealed record UserForgotten
    {
        public static readonly UserForgotten Instance = new();
    }
}
