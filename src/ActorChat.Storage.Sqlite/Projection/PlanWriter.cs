using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Sqlite.Connections;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>Writes a plan's rows with the offsets of its partitions. It reuses its buffers, so it takes one plan at a time.</summary>
internal sealed class PlanWriter
{
    private const string SaveOffset = "INSERT INTO projection_offset (partition, sequence_nr) VALUES (?1, ?2) ON CONFLICT (partition) DO UPDATE SET sequence_nr = max(sequence_nr, ?2)";

    /// <summary>Buckets of rooms in memory, about 60 bytes each.</summary>
    private const int MostKnown = 100_000;

    private readonly MessageInserts _messages = new();
    private readonly KnownBuckets _buckets = new(MostKnown);

    /// <summary>The transaction of the last plan was not committed.</summary>
    public void Failed() => _buckets.Forget();

    /// <summary>Writes a plan inside a transaction that the caller commits.</summary>
    /// <returns>Whether it replaced texts, whose former ones may still be in the file.</returns>
    /// <exception cref="PoisonBatchException">Something in it can never be written.</exception>
    public bool Write(SqliteSession session, ProjectionPlan plan)
    {
        _messages.Clear();
        var current = plan.Batches[0];
        try
        {
            for (var i = 0; i < plan.Batches.Count; i++)
            {
                current = plan.Batches[i];
                foreach (var happened in current.Batch.Events)
                {
                    if (happened is MessagePosted posted)
                    {
                        _messages.Add(session, posted);
                    }
                }
            }

            _messages.Flush(session);
            RoomUpdates.Write(session, plan, _buckets);
            var replaced = MessageChanges.Write(session, plan);
            RoomUpdates.WriteErased(session, plan);
            foreach (var (partition, sequenceNr) in plan.Offsets)
            {
                session.Prepare(SaveOffset).Bind(1, partition).Bind(2, sequenceNr).Run();
            }

            return replaced;
        }
        catch (Exception bug) when (!MayPass(bug))
        {
            throw new PoisonBatchException(current.Partition, current.SequenceNr, bug);
        }
    }

    /// <summary>Whether the same plan may be written later. The failure of a trigger, which somebody added, is passed on unchanged.</summary>
    private static bool MayPass(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: not (raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE),
    } or SqliteException { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_TRIGGER };
}
