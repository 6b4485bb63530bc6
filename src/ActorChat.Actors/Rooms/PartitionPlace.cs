using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>What <see cref="RoomPartitions"/> knows of one partition on its node.</summary>
internal sealed class PartitionPlace
{
    /// <summary>Null while the partition is not on this node.</summary>
    public IActorRef? Actor { get; private set; }

    /// <summary>The number of its openings here; without leases also the epoch.</summary>
    public long Epoch { get; private set; }

    /// <summary>The last announced epoch; null if it was not announced, or is withdrawn.</summary>
    public long? Announced { get; set; }

    /// <summary>Whether it belongs to another node by now, and goes on here until that one asks for it.</summary>
    public bool IsParting { get; private set; }

    /// <summary>Whether it was told to hand over.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Whether it will be opened here again once it has ended.</summary>
    public bool OpensAgain { get; set; }

    /// <summary>Who asked for the hand-over.</summary>
    public List<IActorRef> Askers { get; } = [];

    /// <summary>Whether it belongs here: if its actor fails, it is opened again.</summary>
    public bool Stays => !IsParting && !IsLeaving;

    /// <param name="epoch">Of this opening.</param>
    /// <param name="actor">The partition.</param>
    public void Open(long epoch, IActorRef actor)
    {
        (Epoch, Actor) = (epoch, actor);
        IsParting = IsLeaving = OpensAgain = false;
    }

    /// <summary>It is to be here, whatever was said before.</summary>
    public void Keep() => (IsParting, OpensAgain) = (false, true);

    public void Part() => IsParting = true;

    public void Leave() => (IsParting, IsLeaving) = (false, true);

    /// <summary>Nothing of it is alive here.</summary>
    public void End() => Actor = null;
}
