namespace ActorChat.Storage.Projection;

/// <summary>A batch that the tables can never take: the projection stops there, with an error, and skips nothing.</summary>
public sealed class PoisonBatchException(int partition, long sequenceNr, Exception cause)
    : Exception($"The batch {sequenceNr} of room partition {partition} cannot be written into the tables: {cause.Message}", cause)
{
    public int Partition { get; } = partition;

    public long SequenceNr { get; } = sequenceNr;
}
