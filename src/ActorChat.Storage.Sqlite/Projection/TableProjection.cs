using System.Runtime.InteropServices;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorChat.Storage.Projection;

/// <summary>
/// Writes batches into the tables, with the offsets of their partitions in the same transaction: both or neither. Whatever is
/// written twice is the same afterwards as if it had been written once.
/// </summary>
internal sealed class TableProjection
{
    private const string SaveOffset = "INSERT INTO projection_offset (partition, sequence_nr) VALUES (?1, ?2) ON CONFLICT (partition) DO UPDATE SET sequence_nr = max(sequence_nr, ?2)";

    private readonly MessageTable _messages = new();
    private readonly Dictionary<RoomKey, RoomChange> _changes = [];
    private readonly Dictionary<int, long> _offsets = [];

    /// <summary>How far the tables have come in the journal of each partition.</summary>
    public static Dictionary<int, long> ReadOffsets(SqliteSession session)
    {
        var offsets = new Dictionary<int, long>();
        var read = session.Prepare("SELECT partition, sequence_nr FROM projection_offset");
        while (read.Step())
        {
            offsets.Add((int)read.Number(0), read.Number(1));
        }

        return offsets;
    }

    /// <summary>Writes the batches inside a transaction that the caller commits.</summary>
    /// <exception cref="PoisonBatchException">One of them can never be written.</exception>
    public void Write(SqliteSession session, IReadOnlyList<Handover> handovers)
    {
        _messages.Clear();
        _changes.Clear();
        _offsets.Clear();
        var current = handovers[0];
        try
        {
            foreach (var handover in handovers)
            {
                current = handover;
                Add(session, handover);
            }

            _messages.Flush(session);
            RoomTable.Write(session, _changes.Values);
            foreach (var (partition, sequenceNr) in _offsets)
            {
                session.Prepare(SaveOffset).Bind(1, partition).Bind(2, sequenceNr).Run();
            }
        }
        catch (Exception bug) when (!MayPass(bug))
        {
            throw new PoisonBatchException(current.Partition, current.SequenceNr, bug);
        }
    }

    /// <summary>Whether the same batch may be written later. A trigger that says no is somebody else's, and goes as it came.</summary>
    private static bool MayPass(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: not (raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE),
    } or SqliteException { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_TRIGGER };

    private void Add(SqliteSession session, Handover handover)
    {
        foreach (var happened in handover.Batch.Events)
        {
            if (happened is MessagePosted posted)
            {
                _messages.Add(session, posted);
            }

            ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(_changes, happened.Room, out var known);
            if (!known)
            {
                change = new RoomChange(happened.Room);
            }

            change!.Add(happened);
        }

        _offsets[handover.Partition] = handover.SequenceNr;
    }
}
