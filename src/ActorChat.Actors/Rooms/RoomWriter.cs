using System.Collections.Immutable;
using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Actors.Tracing;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Writes a partition's journal: everything that its rooms append during one write becomes one journal event. A room hears of its events only once they are
/// persisted; the tables get them at the same time, in the same order. Child of <see cref="RoomPartition"/>. A failed write ends it, and a new one replays
/// what the tables do not hold yet. Where other processes can open the partition, it first appends the event of its opening: from then on no earlier writer
/// can append anything, and what an earlier one wrote with unknown outcome is settled.
/// </summary>
public sealed class RoomWriter : UntypedPersistentActor
{
    private sealed record MadeDurable(long Offset) : INoSerializationVerificationNeeded;

    private sealed record TrimFailed(Exception Cause) : INoSerializationVerificationNeeded;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly int _partition;
    private readonly IRoomTables _tables;
    private readonly AppendBudget _budget;
    private readonly MessageIds _ids;
    private readonly RoomSettings _settings;
    private readonly TimeProvider _clock;
    private readonly long _tablesOffset;
    private readonly long? _openedEpoch;

    private readonly Queue<(long SequenceNr, RoomBatch Batch)> _toProject = new();
    private readonly GatheredAppends _gathered;
    private List<(IActorRef Room, RoomNumber Number)> _loads = [];
    private readonly JournalEmptying _emptying = new();
    private readonly JournalTrimming _trimming;
    private WriteTraces? _traces;

    /// <summary>Whose events are being written, or were written with unknown outcome; null if none are.</summary>
    private List<(IActorRef Room, int Count)>? _underWay;
    private bool _writing;
    private long _writeBegan;
    private bool _ready;
    private bool _finishing;
    private int _inProjection;
    private long _projected;

    private RoomWriter(int partition, long tablesOffset, IRoomTables tables, AppendBudget budget, MessageIds ids, RoomSettings settings, TimeProvider clock, long? openedEpoch)
    {
        _openedEpoch = openedEpoch;
        (_partition, _tablesOffset, _tables, _budget, _ids, _settings, _clock) = (partition, tablesOffset, tables, budget, ids, settings, clock);
        _trimming = new JournalTrimming(settings.TrimEveryEvents);
        PersistenceId = PersistenceIdOf(partition);
        _gathered = new GatheredAppends(settings.MaxBatch);
    }

    /// <param name="partition">The partition.</param>
    /// <param name="tablesOffset">The last journal sequence number that the tables hold.</param>
    /// <param name="tables">Receives persisted batches.</param>
    /// <param name="budget">Shared with the partition's rooms.</param>
    /// <param name="ids">Shared with the partition's rooms; the journal tells where they continue.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">Times its writes.</param>
    /// <param name="openedEpoch">The epoch of the opening, where other processes can open the partition; null for no event of the opening.</param>
    public static Props Props(
        int partition, long tablesOffset, IRoomTables tables, AppendBudget budget, MessageIds ids, RoomSettings settings, TimeProvider clock, long? openedEpoch = null) =>
        Akka.Actor.Props.CreateBy(new Producer<RoomWriter>(() => new RoomWriter(partition, tablesOffset, tables, budget, ids, settings, clock, openedEpoch)));

    public static string PersistenceIdOf(int partition) => $"room-writer-{partition}";

    public override string PersistenceId { get; }

    /// <summary>No snapshots: the last journal event stays when the journal is trimmed, and has all that the writer needs.</summary>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case RoomBatch batch:
                _ids.GoOnFrom(batch.NextId);
                _trimming.Written(batch.Events.Length);
                if (LastSequenceNr > _tablesOffset)
                {
                    _toProject.Enqueue((LastSequenceNr, batch));
                }

                break;
            case RecoveryCompleted:
                FeedProjection();
                AppendOpening();
                OpenWhenProjected();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case WriterCommands.Append append: Gather(append); break;
            case WriterCommands.TracedAppend traced: (_traces ??= new(_partition)).Add(traced.TraceParent, _gathered.Count); Gather(traced.Append); break;
            case WriterCommands.Load load: _loads.Add((Sender, load.Room)); Write(); break;
            case BatchProjected projected: Projected(projected); break;
            case ProjectionLost: EndAsLost(); break;
            case MadeDurable durable: Trim(durable.Offset); break;
            case DeleteMessagesSuccess success: Trimmed(success.ToSequenceNr); break;
            case DeleteMessagesFailure failure: TrimLater(failure.Cause); break;
            case TrimFailed failure: TrimLater(failure.Cause); break;
            case WriterCommands.Empty: _emptying.Begin(Sender); Write(); break;
            case WriterCommands.Finish: Finish(); break;
            default: Unhandled(message); break;
        }
    }

    private void AppendOpening()
    {
        if (_openedEpoch is { } epoch)
        {
            _writing = true;
            PersistAsync(new RoomBatch(_ids.Next, []) { OpenedEpoch = epoch }, OpeningPersisted);
        }
    }

    private void OpeningPersisted(RoomBatch opening)
    {
        _writing = false;
        _toProject.Enqueue((LastSequenceNr, opening));
        FeedProjection();
        OpenWhenProjected();
        EndIfFinished();
    }

    private void Gather(WriterCommands.Append append)
    {
        _gathered.Add(append, Sender);
        Write();
    }

    private void Write()
    {
        if (_writing || !_ready)
        {
            return;
        }

        if (_gathered.IsEmpty && !_emptying.NeedsMark)
        {
            LoadRooms(_loads);
            return;
        }

        if (_inProjection >= _settings.MaxUnprojectedBatches)
        {
            return;
        }

        // Rooms that asked to load before this write see it. If the batch takes only a part, they wait for the rest.
        var (events, appenders) = _gathered.Take();
        Persist(events, appenders, _gathered.IsEmpty ? TakeLoads() : null);
    }

    /// <summary>A separate method, so that the callback's closure is allocated only when something is written.</summary>
    private void Persist(ImmutableArray<RoomEvent> events, List<(IActorRef Room, int Count)> appenders, List<(IActorRef Room, RoomNumber Number)>? loads)
    {
        _writing = true;
        _underWay = appenders;
        _writeBegan = ChatMetrics.WriteBegins(_clock);
        PersistAsync(new RoomBatch(_ids.Next, events) { Trace = _traces?.Take(appenders.Count) }, batch => Persisted(batch, appenders, loads));
    }

    private List<(IActorRef Room, RoomNumber Number)>? TakeLoads()
    {
        if (_loads.Count == 0)
        {
            return null;
        }

        var loads = _loads;
        _loads = [];
        return loads;
    }

    private void Persisted(RoomBatch batch, List<(IActorRef Room, int Count)> appenders, List<(IActorRef Room, RoomNumber Number)>? loads)
    {
        _writing = false;
        batch.Trace?.End();
        ChatMetrics.BatchCommitted(_clock, _writeBegan, batch.Events.Length);
        _toProject.Enqueue((LastSequenceNr, batch));
        if (batch.Events.IsEmpty)
        {
            _emptying.Marked(LastSequenceNr);
        }

        FeedProjection();
        _budget.GiveBack(batch.Events.Length);
        var from = 0;
        foreach (var (room, count) in appenders)
        {
            room.Tell(new WriterCommands.Appended(batch, from, count));
            from += count;
        }

        _underWay = null;
        if (loads is not null)
        {
            LoadRooms(loads);
        }

        _trimming.Written(batch.Events.Length);
        Write();
        EndIfFinished();
    }

    private void LoadRooms(List<(IActorRef Room, RoomNumber Number)> loads)
    {
        foreach (var (room, number) in loads)
        {
            _tables.LoadRoomAsync(number, _settings.LatestMessages).PipeTo(
                room,
                Self,
                success: stored => new WriterCommands.Loaded(stored),
                failure: cause => new Status.Failure(cause));
        }

        loads.Clear();
    }

    private void FeedProjection()
    {
        while (_inProjection < _settings.MaxUnprojectedBatches && _toProject.TryDequeue(out var next))
        {
            _inProjection++;
            _tables.Project(_partition, next.SequenceNr, next.Batch, Self);
        }
    }

    private void Projected(BatchProjected projected)
    {
        _inProjection--;
        _projected = projected.SequenceNr;
        FeedProjection();
        if (!_ready)
        {
            OpenWhenProjected();
            EndIfFinished();
            return;
        }

        Write();
        TrimIfDue();
        EndIfFinished();
    }

    private void TrimIfDue()
    {
        if (!_finishing && _trimming.TryBegin(_emptying.IsDue(_projected)))
        {
            _tables.MakeDurableAsync(_partition).PipeTo(Self, success: offset => new MadeDurable(offset), failure: cause => new TrimFailed(cause));
        }
    }

    private void OpenWhenProjected()
    {
        if (_inProjection == 0 && _toProject.Count == 0 && !_writing)
        {
            _ready = true;
            Context.Parent.Tell(WriterCommands.WriterReady.Instance);
            Write();
        }
    }

    private void Trim(long durableOffset)
    {
        var upTo = JournalTrimming.UpTo(durableOffset, LastSequenceNr);
        if (upTo < 1)
        {
            // If nothing was ever written there is nothing to delete, and the caller is told so.
            _trimming.Ended();
            _emptying.Trimmed(0);
            EndIfFinished();
            return;
        }

        DeleteMessages(upTo);
    }

    private void Trimmed(long upTo)
    {
        _trimming.Ended();
        _emptying.Trimmed(upTo);
        TrimIfDue();
        EndIfFinished();
    }

    private void TrimLater(Exception cause)
    {
        _trimming.Ended();
        _emptying.Failed(cause);
        _log.Warning(cause, "Journal of partition {Partition} could not be trimmed; retried after the next {Events} events", _partition, _settings.TrimEveryEvents);
        EndIfFinished();
    }

    private void Finish()
    {
        _finishing = true;
        _emptying.Failed(new InvalidOperationException($"Partition {_partition} is being handed over."));
        EndIfFinished();
    }

    /// <summary>Ends once no write, no deletion and no projection is running: the next owner of the partition then finds everything in the tables.</summary>
    private void EndIfFinished()
    {
        if (_finishing && !_writing && !_trimming.IsUnderWay && _gathered.IsEmpty && _inProjection == 0 && _toProject.Count == 0)
        {
            Context.Stop(Self);
        }
    }

    private void EndAsLost()
    {
        _log.Warning("Another process has written the tables of partition {Partition}; it is closed here", _partition);
        Context.Stop(Self);
    }

    /// <summary>If nothing was stored, the rooms may refuse what was being written.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        if (!IUnknownOutcome.IsIn(cause))
        {
            _underWay = null;
        }

        (@event as RoomBatch)?.Trace?.Fail();
        _log.Error(cause, "Journal write {SequenceNr} of partition {Partition} failed; the partition restarts", sequenceNr, _partition);
    }

    /// <summary>A batch that cannot even be serialised would leave its rooms ahead of the journal, so the partition starts again.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _underWay = null;
        (@event as RoomBatch)?.Trace?.Fail();
        _log.Error(cause, "Journal write {SequenceNr} of partition {Partition} was rejected; the partition restarts", sequenceNr, _partition);
        Context.Stop(Self);
    }

    /// <summary>Whatever ended it: nobody knows whether a write under way will be stored, so its rooms must not refuse it.</summary>
    protected override void PostStop()
    {
        foreach (var (room, count) in _underWay ?? [])
        {
            room.Tell(new WriterCommands.Unsettled(count));
        }

        _traces?.Fail();
        base.PostStop();
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        _log.Error(reason, "Journal of partition {Partition} cannot be replayed; retrying", _partition);
}
