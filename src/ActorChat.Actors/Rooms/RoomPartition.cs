using ActorChat.Actors.Common;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// A fixed share of all rooms: parent of their writer and of those that are awake. It opens under a lease, if there are leases, and closes when it loses it.
/// When the writer ends, all rooms end with it (each refuses its pending requests), and the partition starts again after a back-off. Until it is open,
/// requests are refused as unavailable. When it is handed over, it finishes what is pending and ends; then it can be opened again, here or elsewhere, and no
/// session has ended. Child of <see cref="RoomPartitions"/>, which must not let two of the same partition live at once.
/// </summary>
public sealed class RoomPartition : UntypedActor, IWithTimers
{
    private sealed record OffsetKnown(PartitionLease Lease, long Offset) : INoSerializationVerificationNeeded;

    private sealed record OffsetUnknown(PartitionLease Lease, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record StartAgain : INoSerializationVerificationNeeded;

    private sealed record Sweep : INoSerializationVerificationNeeded;

    private sealed record HandOverLate : INoSerializationVerificationNeeded;

    private sealed record Gone : INoSerializationVerificationNeeded;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly int _partition;
    private readonly RoomServices _services;
    private readonly AwakeRooms _rooms;
    private readonly PartitionTerm _term;
    private readonly RestartPauses _pauses;
    private readonly EarlyRequests _early = new();

    /// <summary>What the rooms share while there is a writer.</summary>
    private RoomPartitionContext? _shared;
    private bool _startIsDue;
    private bool _hasLeft;

    /// <summary>The lease for which the offset is being asked.</summary>
    private PartitionLease? _asking;
    private bool _waitsForLease;

    public RoomPartition(int partition, long epoch, RoomServices services)
    {
        (_partition, _services) = (partition, services);
        _rooms = new AwakeRooms(Context, services.Settings);
        _term = new PartitionTerm(partition, epoch, services, Self);
        _pauses = new RestartPauses(services);
        Become(Closed);
    }

    /// <param name="partition">Its number.</param>
    /// <param name="epoch">Higher than those of all its earlier openings; not used if there are leases.</param>
    /// <param name="services">What it shares with the others.</param>
    public static Props Props(int partition, long epoch, RoomServices services) =>
        Akka.Actor.Props.Create(() => new RoomPartition(partition, epoch, services));

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A room or a writer that failed is not restarted in place, because its state may be wrong.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Sweep), new Sweep(), _services.Settings.IdleTimeout / AwakeRooms.SweepsPerIdleTimeout);
        Start();
    }

    protected override void PostStop()
    {
        if (!_hasLeft)
        {
            _services.Open.Closed(_partition);
        }

        _term.Abandon();
    }

    protected override void OnReceive(object message) => Closed(message);

    private void Closed(object message)
    {
        switch (message)
        {
            case RoomCommand command: Sender.RefuseAsUnavailable(command.RequestId); break;
            case PartitionTerm.Taken taken: Begin(taken.Lease); break;
            case PartitionTerm.HeldElsewhere held: WaitForLease(held.FreeIn); break;
            case PartitionCommands.HandedOver: TakeFreeLease(); break;
            case PartitionTerm.NotTaken failed: _term.FailToTake(); CloseAndTryAgain(failed.Cause); break;
            case PartitionTerm.Lost lost: LoseLease(lost.Lease); break;
            case OffsetKnown known when known.Lease == _asking: StartWriter(known.Offset); break;
            case OffsetUnknown unknown when unknown.Lease == _asking: CloseAndTryAgain(unknown.Cause); break;
            case WriterCommands.WriterReady when IsWriter(Sender): Open(); break;
            case Terminated ended when IsWriter(ended.ActorRef): CloseAndTryAgain(null); break;
            case Terminated ended: _rooms.Forget(ended.ActorRef); StartIfDue(); break;
            case StartAgain: _startIsDue = true; StartIfDue(); break;
            case PartitionCommands.HandOver: BeginHandOver(); break;
            case PartitionCommands.ListAwake list: List(list); break;
            case PartitionCommands.UserErased erased: TellRooms(erased); break;
            case WriterCommands.Empty: Sender.Tell(new Status.Failure(new InvalidOperationException($"Partition {_partition} is closed."))); break;
            case PartitionCommands.Announced or OffsetKnown or OffsetUnknown or RoomOrders.Stays or RoomOrders.DoesNotExist or Sweep or WriterCommands.WriterReady: break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Ready under its lease, but not announced: what comes early waits for a moment.</summary>
    private void Announcing(object message)
    {
        switch (message)
        {
            case RoomCommand command: _early.Add(Sender, command); break;
            case PartitionCommands.Announced: Accept(); break;
            default: Opened(message); break;
        }
    }

    private void Opened(object message)
    {
        switch (message)
        {
            case RoomCommand command: _rooms.Forward(command, Sender, _shared!); break;
            case Terminated ended when IsWriter(ended.ActorRef): CloseAndTryAgain(null); break;
            case Terminated ended: _rooms.Ended(ended.ActorRef, _shared!); break;
            case PartitionTerm.Lost lost: LoseLease(lost.Lease); break;
            case PartitionCommands.HandOver: BeginHandOver(); break;
            case PartitionCommands.ListAwake list: List(list); break;
            case PartitionCommands.UserErased erased: TellRooms(erased); break;
            case WriterCommands.Empty empty: _shared!.Writer.Forward(empty); break;
            case RoomOrders.Stays: _rooms.Stay(Sender); break;
            case RoomOrders.DoesNotExist: _rooms.PutToSleep(Sender); break;
            case Sweep: _rooms.PutIdleToSleep(); break;
            case PartitionCommands.Announced or PartitionCommands.HandedOver: break;
            default: Unhandled(message); break;
        }
    }

    private void HandingOver(object message)
    {
        switch (message)
        {
            case RoomCommand command: Move(Sender, command); break;
            case Terminated ended when IsWriter(ended.ActorRef): EndWithoutWriter(); break;
            case Terminated ended: _rooms.Forget(ended.ActorRef); EndIfFinished(); break;
            case PartitionTerm.Taken taken: _term.Begin(taken.Lease); EndIfFinished(); break;
            case PartitionTerm.HeldElsewhere: _term.EndTakingWithoutLease(); EndIfFinished(); break;
            case PartitionTerm.NotTaken: _term.FailToTake(); EndIfFinished(); break;
            case PartitionTerm.Released released: EndReleased(released.Cause); break;
            case HandOverLate: EndHard(); break;
            case PartitionCommands.ListAwake list: List(list); break;
            case PartitionCommands.UserErased erased: TellRooms(erased); break;
            case WriterCommands.Empty: Sender.Tell(new Status.Failure(new InvalidOperationException($"Partition {_partition} is being handed over."))); break;
            case PartitionCommands.Announced or PartitionCommands.HandOver or PartitionCommands.HandedOver or PartitionTerm.Lost or OffsetKnown or OffsetUnknown or StartAgain or WriterCommands.WriterReady: break;
            case RoomOrders.Stays or RoomOrders.DoesNotExist or Sweep: break;
            default: Unhandled(message); break;
        }
    }

    private bool IsWriter(IActorRef actor) => actor.Equals(_shared?.Writer);

    /// <summary>No room lives twice: the earlier ones have reported everything when they have ended.</summary>
    private void StartIfDue()
    {
        if (_startIsDue && !_rooms.AnyLives)
        {
            _startIsDue = false;
            Start();
        }
    }

    private void Start()
    {
        if (_term.HasLeases)
        {
            _term.Take();
        }
        else
        {
            AskForOffset();
        }
    }

    private void Begin(PartitionLease lease)
    {
        _waitsForLease = false;
        _term.Begin(lease);
        AskForOffset();
    }

    /// <summary>
    /// Somebody else may be alive who answers for this partition. The parent asks it to hand over; if there is no answer, the lease is tried again before it runs
    /// out, because its holder may give it back early.
    /// </summary>
    private void WaitForLease(TimeSpan freeIn)
    {
        _term.EndTakingWithoutLease();
        if (!_waitsForLease)
        {
            _waitsForLease = true;
            _log.Info("Partition {Partition} waits for its lease, which is held elsewhere for {Rest} more, unless it is renewed", _partition, freeIn);
        }

        var every = _services.Settings.LeaseRenewEvery;
        StartLater((freeIn < every ? freeIn : every) + (_services.Settings.RestartBackoffMin * _services.Chance()));
        Context.Parent.Tell(new PartitionCommands.HeldElsewhere(_partition));
    }

    /// <summary>Its holder has given it back.</summary>
    private void TakeFreeLease()
    {
        if (_waitsForLease && !_term.IsTaking)
        {
            Timers.Cancel(nameof(StartAgain));
            _startIsDue = true;
            StartIfDue();
        }
    }

    /// <summary>Its rooms answer nothing by now; and what is committed is for the next opening to find.</summary>
    private void LoseLease(PartitionLease lease)
    {
        if (lease != _term.Lease)
        {
            return;
        }

        _log.Warning("Partition {Partition} has lost its lease", _partition);
        if (_shared is { Writer: var writer })
        {
            Context.Stop(writer);
        }
        else if (lease == _asking)
        {
            CloseAndTryAgain(null);
        }
    }

    private void AskForOffset()
    {
        var lease = _asking = _term.Lease;
        _services.Tables.OffsetAsync(_partition).PipeTo(
            Self,
            success: offset => new OffsetKnown(lease, offset),
            failure: cause => new OffsetUnknown(lease, cause));
    }

    private void StartWriter(long offset)
    {
        _asking = null;
        var settings = _services.Settings;
        var (budget, ids) = (new AppendBudget(settings.MaxPendingAppends), new MessageIds(_partition, settings.Partitions));
        var writer = Context.Watch(Context.ActorOf(RoomWriter.Props(_partition, offset, _services.Tables, budget, ids, settings, _services.Clock, _term.OpenedEpoch)));
        _shared = new RoomPartitionContext(writer, _services.Tables, _services.Registry, budget, ids, settings, _services.Clock, _services.Limits) { Lease = _term.Lease };
    }

    private void Open()
    {
        _pauses.Opened();
        if (_term.HasLeases)
        {
            _log.Info("Partition {Partition} is open under the lease of epoch {Epoch}", _partition, _term.Epoch);
        }

        Become(_term.HasLeases ? Announcing : Opened);
        Context.Parent.Tell(new PartitionCommands.Opened(_partition, _term.Epoch, Self, _term.Follows));
        _services.Open.Opened(_partition);
    }

    private void Accept()
    {
        Become(Opened);
        _early.TakeAll((asker, command) => _rooms.Forward(command, asker, _shared!));
    }

    private void CloseAndTryAgain(Exception? cause)
    {
        _services.Open.Closed(_partition);
        _early.TakeAll(RefuseAsUnavailable);

        // After what the writer told the rooms: a message that is on disk is not refused.
        _rooms.LeaveAll(RoomOrders.End.Instance, RefuseAsUnavailable);
        (_shared, _asking) = (null, null);
        var pause = _pauses.Failed();
        _log.Warning(cause, "Partition {Partition} is closed; it starts again in {Pause}", _partition, pause);
        StartLater(pause);
        Become(Closed);
    }

    private void StartLater(TimeSpan pause) => Timers.StartSingleTimer(nameof(StartAgain), new StartAgain(), pause);

    private void BeginHandOver()
    {
        _early.TakeAll(Move);
        _services.Open.Closed(_partition);
        _log.Info("Partition {Partition} is handed over", _partition);
        Timers.Cancel(nameof(StartAgain));
        Timers.StartSingleTimer(nameof(HandOverLate), new HandOverLate(), _services.Settings.HandOverTimeout);
        Become(HandingOver);
        _rooms.LeaveAll(RoomOrders.Finish.Instance, Move);
        EndIfFinished();
    }

    /// <summary>The parent knows the routes, which lead elsewhere by now.</summary>
    private void Move(IActorRef asker, RoomCommand command) => command.Move(asker, Context.Parent.Tell);

    /// <summary>First the rooms finish, then the writer and the projection of what it wrote, then the lease is given back, then the partition ends.</summary>
    private void EndIfFinished()
    {
        if (_rooms.AnyLives || _term.IsTaking)
        {
            return;
        }

        if (_shared is { Writer: var writer })
        {
            writer.Tell(WriterCommands.Finish.Instance);
        }
        else if (_term.MustRelease)
        {
            _term.Release();
        }
        else if (!_term.IsReleasing)
        {
            Leave();
        }
    }

    /// <summary>
    /// The next owner may open. This actor still moves what reaches it late: a request that a thread is just about to put into the mailbox of an actor that ends
    /// can be lost without a trace.
    /// </summary>
    private void Leave()
    {
        _hasLeft = true;
        Timers.CancelAll();
        Timers.StartSingleTimer(nameof(Gone), new Gone(), _services.Settings.MovingTimeout);
        Become(Left);
        Context.Parent.Tell(PartitionCommands.Left.Instance);
    }

    private void Left(object message)
    {
        switch (message)
        {
            case RoomCommand command: Move(Sender, command); break;
            case Gone: Context.Stop(Self); break;
            case PartitionCommands.UserErased: Sender.Tell(PartitionCommands.UserForgotten.Instance); break;
            default: break;
        }
    }

    /// <summary>It has finished, or failed: then rooms refuse what they have pending.</summary>
    private void EndWithoutWriter()
    {
        _shared = null;
        _rooms.Tell(RoomOrders.End.Instance);
        EndIfFinished();
    }

    private void EndReleased(Exception? cause)
    {
        if (cause is not null)
        {
            _log.Warning(cause, "The lease of partition {Partition} could not be given back; it runs out by itself", _partition);
        }

        Leave();
    }

    /// <summary>
    /// Something hangs. Rooms that have not finished end as if they had failed: their users' sessions end, so nobody relies on what was pending. The lease is
    /// not given back in order.
    /// </summary>
    private void EndHard()
    {
        _log.Warning("Partition {Partition} did not finish in time and ends; the sessions of users who wait for it end too", _partition);
        Context.Stop(Self);
    }

    private void List(PartitionCommands.ListAwake list) => Sender.Tell(new PartitionCommands.Awake([.. _rooms.Numbers.Take(list.Limit)], _rooms.Count));

    /// <summary>Rooms that wake later load it. This is rare, so it may go through all rooms.</summary>
    private void TellRooms(PartitionCommands.UserErased erased)
    {
        _rooms.Tell(erased);
        Sender.Tell(PartitionCommands.UserForgotten.Instance);
    }

    private static void RefuseAsUnavailable(IActorRef asker, RoomCommand command) => asker.RefuseAsUnavailable(command.RequestId);
}
