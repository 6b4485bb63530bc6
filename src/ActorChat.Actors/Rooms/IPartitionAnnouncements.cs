using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Told of every room partition that opens or leaves on this node: before this node's own routes lead to it, and after they have led away. Called by <see
/// cref="RoomPartitions"/>, one call at a time; it must not wait.
/// </summary>
public interface IPartitionAnnouncements
{
    /// <summary>A partition has opened on this node: all nodes may send requests to it.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="epoch">The epoch of this opening, higher than those of all openings before it.</param>
    /// <param name="follows">The epoch of the opening before, if everything that was committed in it was also published; null if that is not certain.</param>
    /// <param name="owner">The partition.</param>
    void Opened(int partition, long epoch, long? follows, IActorRef owner);

    /// <summary>The opening with this epoch accepts no more requests. Called once for each announced opening that ends here, unless a higher one follows here.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="epoch">The epoch of the opening.</param>
    void Withdrawn(int partition, long epoch);

    /// <summary>Whether there is any other node that could open a partition.</summary>
    bool AnyOther { get; }

    /// <summary>
    /// Asks the node where a partition is known to be open to hand it over (<see cref="PartitionCommands.Pull"/>). Nothing happens if none is known; whoever
    /// asks must not rely on an answer.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="asker">Gets the answer.</param>
    void Pull(int partition, IActorRef asker);
}

/// <summary>A server without a cluster tells nobody.</summary>
internal sealed class NoAnnouncements : IPartitionAnnouncements
{
    public void Opened(int partition, long epoch, long? follows, IActorRef owner)
    {
    }

    public void Withdrawn(int partition, long epoch)
    {
    }

    public bool AnyOther => false;

    public void Pull(int partition, IActorRef asker)
    {
    }
}
