using ActorChat.Storage.Projection;

namespace ActorChat.Storage.Engine;

/// <summary>What the projection writes to. One plan is written at a time.</summary>
public interface IProjectionTables
{
    /// <summary>How far the tables have come in the journal of each partition; a missing partition is at the beginning.</summary>
    Task<IReadOnlyDictionary<int, long>> ReadOffsetsAsync();

    /// <summary>How far the tables have come in the journal of one partition, by the storage at this moment; 0 for the beginning.</summary>
    Task<long> ReadOffsetAsync(int partition);

    /// <summary>
    /// Writes a plan and its offsets in one transaction: all of it or nothing. Writing it twice is the same as writing it once. A power cut may undo it until
    /// <see cref="MakeDurableAsync"/>; the journal still has its events.
    /// </summary>
    /// <remarks>
    /// An engine with leases compares the offset of each partition with <see cref="ProjectionPlan.From"/>, so that rows go in exactly once.
    /// </remarks>
    /// <exception cref="StalePartitionException">Only with leases: some offsets are not what the plan follows. Nothing of it was written.</exception>
    /// <exception cref="PoisonBatchException">Something in it can never be written: trying again is useless.</exception>
    /// <exception cref="StorageFailedException">It was not written; the same plan may be written later.</exception>
    /// <exception cref="StorageBusyException">It was not written; the same plan may be written later.</exception>
    /// <exception cref="StorageOutcomeUnknownException">All of it was written or nothing: the offsets tell.</exception>
    Task WriteAsync(ProjectionPlan plan);

    /// <summary>Makes all earlier writes survive a power cut.</summary>
    /// <param name="partition">The partition that asks.</param>
    Task MakeDurableAsync(int partition);
}
