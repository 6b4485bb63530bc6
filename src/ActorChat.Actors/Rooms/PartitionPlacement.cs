namespace ActorChat.Actors.Rooms;

/// <summary>How the room partitions of this node live beside those of other processes. The default is one process that has all partitions for itself.</summary>
public sealed record PartitionPlacement
{
    /// <summary>One process, alone with its data.</summary>
    public static PartitionPlacement Alone { get; } = new();

    /// <summary>Whether this node opens all partitions by itself. In a cluster it opens those that it is told to (<see cref="PartitionCommands.Open"/>).</summary>
    public bool OpensAll { get; init; } = true;

    /// <summary>The leases of the partitions; null where no other process can open the data.</summary>
    public IPartitionLeases? Leases { get; init; }

    /// <summary>Told of every partition that opens or leaves here.</summary>
    public IPartitionAnnouncements Announcements { get; init; } = new NoAnnouncements();

    /// <summary>
    /// Completes once every other node has everything that this node published before the call. Awaited before a partition is given to its next owner; if it
    /// fails or takes too long, nobody relies on it.
    /// </summary>
    public Func<CancellationToken, Task> PublishedEverywhere { get; init; } = static _ => Task.CompletedTask;
}
