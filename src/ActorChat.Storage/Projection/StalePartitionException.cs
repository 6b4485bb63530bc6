namespace ActorChat.Storage.Projection;

/// <summary>
/// Somebody else has written the tables of some partitions, so this process does not own them any more. Nothing of the plan was written; the rest of it can be
/// planned and written again.
/// </summary>
public sealed class StalePartitionException(IReadOnlyCollection<int> partitions)
    : Exception($"The tables are not where the batches of these room partitions follow: {string.Join(", ", partitions)}")
{
    /// <summary>The partitions.</summary>
    public IReadOnlyCollection<int> Partitions { get; } = partitions;
}
