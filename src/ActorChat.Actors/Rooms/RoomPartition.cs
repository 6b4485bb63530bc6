using ActorChat.Actors.Common;
using ActorChat.Actors.Sessions;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// A fixed share of all rooms: parent of their writer and of those that are awake. When the writer ends, all rooms end with it (each refuses its pending
/// requests), and the partition starts again after a back-off. Until it is open, requests are refused as unavailable. When it is handed over, it finishes
/// what is pending and ends; then it can be opened again, here or elsewhere, and no session has ended. Child of <see cref="RoomPartitions"/>, which must not
/// let two of the same partition live at once.
/// </summary>
public sealed class RoomPartition : UntypedActor, IWithTimers
{
    private sealed record OffsetKnown(long Offset) : INoSerializationVerificationNeeded;

    private sealed record OffsetUnknown(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record StartAgain : INoSerializationVerificationNeeded;

    private sealed record Sweep : INoSerializationVerificationNeeded;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly int _partition;
    private readonly long _epoch;
    private readonly RoomServices _services;
    private readonly AwakeRooms _rooms;
    private readonly Backoff _backoff;

    /// <summary>What the rooms share while there is a writer.</summary>
    private RoomPartitionContext? _shared;
    private int _failures;
    private long? _openSince;
    private bool _startIsDue;

    public RoomPartition(int partition, long epoch, RoomServices services)
    {
        (_partition, _epoch, _services) = (partition, epoch, services);
        _rooms = new AwakeRooms(Context, services.Settings);
        _backoff = new Backoff(services.Settings.RestartBackoffMin, services.Settings.RestartBackoffMax);
        Become(Closed);
    }

    /// <param name="partition">Its number.</param>
    /// <param name="epoch">Higher than those of all its earlier openings.</param>
    /// <param name="services">What it shares with the others.</param>
    public static Props Props(int partition, long epoch, RoomServices services) =>
        Akka.Actor.Props.Create(() => new RoomPartition(partition, epoch, services));

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A room or a writer that failed is not restarted in place, because its state may be wrong.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Sweep), new Sweep(), _services.Settings.IdleTimeout / AwakeRooms.SweepsPerIdleTimeout);
        AskForOffset();
    }

    protected override void PostStop() => _services.Open.Closed(_partition);

    protected override void OnReceive(object message) => Closed(message);

    private void Closed(object message)
    {
        switch (message)
        {
            case RoomCommand command: Sender.RefuseAsUnavailable(command.RequestId); break;
            case OffsetKnown known when _shared is null: StartWriter(known.Offset); break;
            case OffsetUnknown unknown: CloseAndTryAgain(unknown.Cause); break;
            case WriterCommands.WriterReady when IsWriter(Sender): Open(); break;
            case Terminated ended when IsWriter(ended.ActorRef): CloseAndTryAgain(null); break;
            case Terminated ended: _rooms.Forget(ended.ActorRef); StartIfDue(); break;
            case StartAgain: _startIsDue = true; StartIfDue(); break;
            case PartitionCommands.HandOver: BeginHandOver(); break;
            case PartitionCommands.ListAwake list: List(list); break;
            case PartitionCommands.UserErased erased: TellRooms(erased); break;
            case WriterCommands.Empty: Sender.Tell(new Status.Failure(new InvalidOperationException($"Partition {_partition} is closed."))); break;
            case OffsetKnown or RoomOrders.Stays or RoomOrders.DoesNotExist or Sweep or WriterCommands.WriterReady: break;
            default: Unhandled(message); break;
        }
    }

    private void Opened(object message)
    {
        switch (message)
        {
            case RoomCommand command: _rooms.Forward(command, Sender, _shared!); break;
            case Terminated ended when IsWriter(ended.ActorRef): CloseAndTryAgain(null); break;
            case Terminated ended: _rooms.Ended(ended.ActorRef, _shared!); break;
            case PartitionCommands.HandOver: BeginHandOver(); break;
            case PartitionCommands.ListAwake list: List(list); break;
            case PartitionCommands.UserErased erased: TellRooms(erased); break;
            case WriterCommands.Empty empty: _shared!.Writer.Forward(empty); break;
            case RoomOrders.Stays: _rooms.Stay(Sender); break;
            case RoomOrders.DoesNotExist: _rooms.PutToSleep(Sender); break;
            case Sweep: _rooms.PutIdleToSleep(); break;
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
            case PartitionCommands.ListAwake list: List(list); break;
            case PartitionCommands.UserErased erased: TellRooms(erased); break;
            case WriterCommands.Empty: Sender.Tell(new Status.Failure(new InvalidOperationException($"Partition {_partition} is being handed over."))); break;
            case PartitionCommands.HandOver or OffsetKnown or OffsetUnknown or StartAgain or WriterCommands.WriterReady: break;
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
            AskForOffset();
        }
    }

    private void AskForOffset() => _services.Tables.OffsetAsync(_partition).PipeTo(
        Self,
        success: offset => new OffsetKnown(offset),
        failure: cause => new OffsetUnknown(cause));

    private void StartWriter(long offset)
    {
        var settings = _services.Settings;
        var (budget, ids) = (new AppendBudget(settings.MaxPendingAppends), new MessageIds(_partition, settings.Partitions));
        var writer = Context.Watch(Context.ActorOf(RoomWriter.Props(_partition, offset, _services.Tables, budget, ids, settings, _services.Clock)));
        _shared = new RoomPartitionContext(writer, _services.Tables, _services.Registry, budget, ids, settings, _services.Clock, _services.Limits);
    }

    private void Open()
    {
        _openSince = _services.Clock.GetTimestamp();
        Become(Opened);
        Context.Parent.Tell(new PartitionCommands.Opened(_partition, _epoch, Self));
        _services.Open.Opened(_partition);
    }

    private void CloseAndTryAgain(Exception? cause)
    {
        _services.Open.Closed(_partition);

        // After what the writer told the rooms: a message that is on disk is not refused.
        _rooms.LeaveAll(RoomOrders.End.Instance, RefuseAsUnavailable);
        _shared = null;
        if (WasOpenForLong())
        {
            _failures = 0;
        }

        _openSince = null;
        var pause = _backoff.Pause(++_failures, _services.Chance());
        _log.Warning(cause, "Partition {Partition} is closed; it starts again in {Pause}", _partition, pause);
        Timers.StartSingleTimer(nameof(StartAgain), new StartAgain(), pause);
        Become(Closed);
    }

    /// <summary>
    /// With a journal that can be read but not written, a partition opens each time. So it counts as healthy again only after it has stayed open for a while.
    /// </summary>
    private bool WasOpenForLong() => _openSince is { } since && _services.Clock.GetElapsedTime(since) >= _backoff.Longest;

    private void BeginHandOver()
    {
        _services.Open.Closed(_partition);
        _log.Info("Partition {Partition} is handed over", _partition);
        Timers.Cancel(nameof(StartAgain));
        Become(HandingOver);
        _rooms.LeaveAll(RoomOrders.Finish.Instance, Move);
        EndIfFinished();
    }

    /// <summary>The sender asks again. If it waits for no reply, the parent passes its request on, because the routes lead elsewhere by now.</summary>
    private void Move(IActorRef asker, RoomCommand command)
    {
        if (command.RequestId == RequestsInFlight.Unasked)
        {
            Context.Parent.Tell(command, asker);
        }
        else
        {
            asker.Tell(new RoomReply.Moved(command.RequestId));
        }
    }

    /// <summary>First the rooms finish, then the writer and the projection of what it wrote, then the partition.</summary>
    private void EndIfFinished()
    {
        if (_rooms.AnyLives)
        {
            return;
        }

        if (_shared is { Writer: var writer })
        {
            writer.Tell(WriterCommands.Finish.Instance);
        }
        else
        {
            Context.Stop(Self);
        }
    }

    /// <summary>It has finished, or failed: then rooms refuse what they have pending.</summary>
    private void EndWithoutWriter()
    {
        _shared = null;
        _rooms.Tell(RoomOrders.End.Instance);
        EndIfFinished();
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
