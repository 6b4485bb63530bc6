using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Under which lease and epoch a partition is open. It gives back the lease of the opening before, and then takes a new one with a higher epoch. Without
/// leases there is nothing to take, and every opening of the actor has the same epoch. What comes of it is told to the partition by the messages below.
/// </summary>
/// <param name="partition">The partition.</param>
/// <param name="localEpoch">The epoch without leases.</param>
/// <param name="services">What it shares with the others.</param>
/// <param name="owner">The partition's actor.</param>
internal sealed class PartitionTerm(int partition, long localEpoch, RoomServices services, IActorRef owner)
{
    /// <summary>The lease is this process's; it is not kept before <see cref="Begin"/>.</summary>
    public sealed record Taken(PartitionLease Lease) : INoSerializationVerificationNeeded;

    /// <summary>Somebody else holds the lease.</summary>
    public sealed record HeldElsewhere(TimeSpan FreeIn) : INoSerializationVerificationNeeded;

    /// <summary>It could not be taken.</summary>
    public sealed record NotTaken(Exception Cause) : INoSerializationVerificationNeeded;

    /// <summary>A kept lease has run out, or somebody else has it.</summary>
    public sealed record Lost(PartitionLease Lease) : INoSerializationVerificationNeeded;

    /// <summary>The lease was given back; if there is a cause, it runs out by itself.</summary>
    public sealed record Released(Exception? Cause) : INoSerializationVerificationNeeded;

    /// <summary>The other nodes get a quarter of the time for a hand-over: users wait meanwhile.</summary>
    private const int HandOverShare = 4;

    private bool _isReleased = true;

    /// <summary>Whether an answer about the lease is awaited.</summary>
    public bool IsTaking { get; private set; }

    /// <summary>Whether there is a lease to be given back.</summary>
    public bool MustRelease => !_isReleased;

    /// <summary>What rooms ask before they answer.</summary>
    public PartitionLease Lease { get; private set; } = PartitionLease.Always;

    /// <summary>Whether the lease is being given back.</summary>
    public bool IsReleasing { get; private set; }

    /// <summary>The epoch of the opening before, if everything in it was published.</summary>
    public long? Follows => Lease.Follows;

    public long Epoch => HasLeases ? Lease.Epoch : localEpoch;

    /// <summary>What the writer appends when it opens; null for nothing.</summary>
    public long? OpenedEpoch => HasLeases ? Lease.Epoch : null;

    public bool HasLeases => services.Keeper is not null;

    /// <summary>Takes a lease, after giving back the one before.</summary>
    public void Take()
    {
        IsTaking = true;
        TakeAsync(Lease, MustRelease).PipeTo(
            owner,
            success: answer => answer.Lease is { } lease ? new Taken(lease) : new HeldElsewhere(answer.FreeIn),
            failure: cause => new NotTaken(cause));
    }

    /// <summary>The lease is renewed from now on.</summary>
    public void Begin(PartitionLease lease)
    {
        (IsTaking, _isReleased, Lease) = (false, false, lease);
        services.Keeper!.Keep(lease, () => owner.Tell(new Lost(lease), ActorRefs.NoSender));
    }

    /// <summary>Somebody else holds the lease, so there is nothing to be given back any more.</summary>
    public void EndTakingWithoutLease() => (IsTaking, _isReleased) = (false, true);

    public void FailToTake() => IsTaking = false;

    /// <summary>Gives the lease back for the next owner.</summary>
    public void Release()
    {
        (_isReleased, IsReleasing) = (true, true);
        ReleaseAsync(Lease, services.Settings.HandOverTimeout / HandOverShare).PipeTo(owner, success: () => new Released(null), failure: cause => new Released(cause));
    }

    /// <summary>The partition ends without waiting for anything.</summary>
    public void Abandon()
    {
        if (MustRelease)
        {
            _isReleased = true;
            Background.Forget(services.Keeper!.ReleaseAsync(Lease, inOrder: false));
        }
    }

    private async Task<(PartitionLease? Lease, TimeSpan FreeIn)> TakeAsync(PartitionLease before, bool mustRelease)
    {
        if (mustRelease)
        {
            await ReleaseAsync(before, services.Settings.LeaseRenewEvery).ConfigureAwait(false);
        }

        return await services.Keeper!.TakeAsync(partition).ConfigureAwait(false);
    }

    /// <summary>In order, if all nodes have in time what was published.</summary>
    private async Task ReleaseAsync(PartitionLease lease, TimeSpan within)
    {
        await services.Keeper!.ReleaseAsync(lease, await IsPublishedAsync(within).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<bool> IsPublishedAsync(TimeSpan within)
    {
        using var late = new CancellationTokenSource(within, services.Clock);
        try
        {
            await services.Placement.PublishedEverywhere(late.Token).WaitAsync(late.Token).ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, the other nodes bring their sessions up to date themselves.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
