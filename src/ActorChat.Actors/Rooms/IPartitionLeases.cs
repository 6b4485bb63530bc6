namespace ActorChat.Actors.Rooms;

/// <summary>
/// The leases of room partitions, by the clock of a storage that several processes share. Whoever holds the lease of a partition is the only one who may
/// answer from memory for it. The holder is this process: another process, even of the same name, is another holder.
/// </summary>
public interface IPartitionLeases
{
    /// <summary>How long a lease is held after it was taken or renewed. The holder counts from the moment when it sent the request.</summary>
    TimeSpan Length { get; }

    /// <summary>
    /// Takes the lease of a partition with a higher epoch than all before. This process may take again what it holds; whoever else holds it must release it
    /// or let it run out.
    /// </summary>
    Task<LeaseAnswer> TakeAsync(int partition);

    /// <summary>Renews leases, all in one request; returns the partitions whose lease this process still holds.</summary>
    /// <param name="held">The partitions and their epochs.</param>
    Task<IReadOnlyCollection<int>> RenewAsync(IReadOnlyCollection<KeyValuePair<int, long>> held);

    /// <summary>Gives a lease back, so that the next owner need not wait; nothing happens if it is not held any more.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="epoch">The epoch of the lease.</param>
    /// <param name="inOrder">Whether everything that was committed was also published to every node: then no session has to be brought up to date.</param>
    Task ReleaseAsync(int partition, long epoch, bool inOrder);
}

/// <summary>The answer to <see cref="IPartitionLeases.TakeAsync"/>.</summary>
/// <param name="Epoch">The epoch of this opening; null if somebody else holds the lease.</param>
/// <param name="Follows">The epoch of the opening before, if it was released in order; null if it was not, or if there was none.</param>
/// <param name="FreeIn">How long the present holder may still hold it, if it is not renewed; zero if it was taken.</param>
public readonly record struct LeaseAnswer(long? Epoch, long? Follows, TimeSpan FreeIn);
