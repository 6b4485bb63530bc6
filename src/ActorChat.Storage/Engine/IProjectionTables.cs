using ActorChat.Storage.Projection;

namespace ActorChat.Storage.Engine;

/// <summary>Where the projection writes. One plan is under way at a time.</summary>
public interface IProjectionTables
{
    /// <summary>How far the tables have come in the journal of each partition; a partition that is not there has come nowhere.</summary>
    Task<IReadOnlyDictionary<int, long>> ReadOffsetsAsync();

    /// <summary>
    /// Writes a plan and its offsets in one transaction: all of it or nothing. Writing it twice is the same as writing it once. A power cut may undo
    /// it until <see cref="MakeDurableAsync"/>; the journal still has what was in it.
    /// </summary>
    /// <exception cref="PoisonBatchException">Something in it can never be written: trying again is of no use.</exception>
    /// <exception cref="StorageFailedException">It was not written; the same plan may be written later.</exception>
    /// <exception cref="StorageBusyException">It was not written; the same plan may be written later.</exception>
    Task WriteAsync(ProjectionPlan plan);

    /// <summary>Makes everything that was written before survive a power cut.</summary>
    /// <param name="partition">On whose behalf.</param>
    Task MakeDurableAsync(int partition);
}
