using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using Akka.Event;

namespace ActorChat.Storage.Projection;

/// <summary>
/// Writes batches into the tables until it works. Batches of a partition whose tables another process has written are dropped, until the partition opens again:
/// that process has them in its replay. The others are written without them.
/// </summary>
internal sealed class ProjectionWrites(IProjectionTables tables, ProjectionSettings settings, Barrier barrier, int partitions, TimeProvider clock, ILoggingAdapter log)
{
    private readonly ProjectionPlanner _planner = new();
    private readonly bool[] _isLost = new bool[partitions];

    /// <summary>Whether nobody knows if the last plan was written.</summary>
    private bool _outcomeIsUnknown;

    /// <summary>Why the tables cannot be written; null if they can.</summary>
    public string? Problem { get; private set; }

    public bool IsLost(int partition) => Volatile.Read(ref _isLost[partition]);

    /// <summary>The offset of a partition that opens, when everything that was handed over before is written or dropped. Later batches are written again.</summary>
    public async Task<long> ReopenAsync(int partition)
    {
        var offset = await tables.ReadOffsetAsync(partition);
        Volatile.Write(ref _isLost[partition], false);
        return offset;
    }

    /// <summary>Returns once all batches are written but those of lost partitions; which these are, <see cref="IsLost"/> says then.</summary>
    public async Task WriteAsync(List<Handover> batches, CancellationToken closing)
    {
        var backoff = new Backoff(settings.RetryMin, settings.RetryMax);
        for (var failures = 0; !await TryWriteAsync(batches);)
        {
            if (Problem is not null)
            {
                await Task.Delay(backoff.Pause(++failures, Random.Shared.NextDouble()), clock, closing);
            }
        }
    }

    /// <summary>False if something is to be tried again.</summary>
    private async Task<bool> TryWriteAsync(List<Handover> all)
    {
        var batches = Array.TrueForAll(_isLost, static lost => !lost) ? all : all.FindAll(batch => !IsLost(batch.Partition));
        if (batches.Count == 0)
        {
            Works(null);
            return true;
        }

        var plan = _planner.Plan(batches);
        try
        {
            if (!_outcomeIsUnknown || !await IsWrittenAsync(plan))
            {
                await tables.WriteAsync(plan);
            }

            _outcomeIsUnknown = false;
        }
        catch (StalePartitionException stale)
        {
            (_outcomeIsUnknown, Problem) = (false, null);
            Lose(stale.Partitions, batches);
            return false;
        }
        catch (Exception failure) when (failure is StorageFailedException or StorageBusyException or StorageOutcomeUnknownException)
        {
            _outcomeIsUnknown |= failure is StorageOutcomeUnknownException;
            Fails(batches[0], failure);
            return false;
        }

        Works(batches[0]);
        return true;
    }

    /// <summary>
    /// The answer to a write was lost. It was all or nothing, so the offsets tell: a partition that is neither before the plan nor just after it has got another
    /// owner.
    /// </summary>
    private async Task<bool> IsWrittenAsync(ProjectionPlan plan)
    {
        var offsets = await tables.ReadOffsetsAsync();
        var others = plan.From.Where(from => offsets.GetValueOrDefault(from.Key) is var offset && offset != from.Value && offset != plan.Offsets[from.Key]).ToList();
        return others.Count == 0
            ? plan.From.Any(from => offsets.GetValueOrDefault(from.Key) != from.Value)
            : throw new StalePartitionException([.. others.Select(from => from.Key)]);
    }

    private void Lose(IReadOnlyCollection<int> stale, List<Handover> batches)
    {
        var lost = batches.Select(batch => batch.Partition).Distinct().Where(stale.Contains).ToList();
        if (lost.Count == 0)
        {
            throw new InvalidOperationException($"The tables refuse partitions that were not written: {string.Join(", ", stale)}.");
        }

        foreach (var partition in lost)
        {
            Volatile.Write(ref _isLost[partition], true);
            log.Warning("The tables of room partition {Partition} were written by another process; its batches are dropped here", partition);
        }
    }

    private void Fails(Handover first, Exception failure)
    {
        if (Problem is null)
        {
            log.Warning("The tables cannot be written at batch {SequenceNr} of room partition {Partition}: {Reason}. Retrying until it works", first.SequenceNr, first.Partition, failure.Message);
        }

        Problem = $"the tables cannot be written: {failure.Message}";
        barrier.Failed(failure);
    }

    private void Works(Handover? first)
    {
        if (Problem is not null && first is not null)
        {
            log.Info("The tables can be written again, from batch {SequenceNr} of room partition {Partition} on", first.SequenceNr, first.Partition);
        }

        Problem = null;
    }
}
