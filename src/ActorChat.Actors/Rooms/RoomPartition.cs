using ActorChat.Actors.Common;
using ActorChat.Actors.Routing;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>What all the rooms of a partition share.</summary>
/// <param name="Writer">Their writer.</param>
/// <param name="Tables">The tables.</param>
/// <param name="Registry">Where their users' sessions are.</param>
/// <param name="Budget">What may wait for the journal.</param>
/// <param name="Ids">Where new messages get their ids.</param>
/// <param name="Settings">The knobs.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Limits">How many new rooms a user may open; null: as many as one likes.</param>
public sealed record RoomPartitionContext(
    IActorRef Writer, IRoomTables Tables, RegistryRoutes Registry, AppendBudget Budget, MessageIds Ids, RoomSettings Settings, TimeProvider Clock, INewRoomLimit? Limits = null);

/// <summary>
/// A fixed share of all rooms: parent of their writer and of those that are awake. Wakes a room at its first request and puts it to
/// sleep when idle. When the writer ends, all rooms end with it (each refuses what it has under way) and the partition starts
/// again after a back-off; until it is open, requests are refused as unavailable.
/// </summary>
public sealed class RoomPartition : UntypedActor, IWithTimers
{
    private sealed record OffsetKnown(long Offset) : INoSerializationVerificationNeeded;

    private sealed record OffsetUnknown(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record StartAgain : INoSerializationVerificationNeeded;

    private sealed record Sweep : INoSerializationVerificationNeeded;

    private sealed class Room(IActorRef actor)
    {
        public IActorRef Actor { get; set; } = actor;

        /// <summary>The sweep during which it last had a request.</summary>
        public long UsedAt { get; set; }

        /// <summary>Requests that came while it was falling asleep; null while it is awake.</summary>
        public Queue<(RoomCommand Command, IActorRef Asker)>? MeanwhileAsked { get; set; }
    }

    private const int SweepsPerIdleTimeout = 4;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly int _partition;
    private readonly IRoomTables _tables;
    private readonly RegistryRoutes _registry;
    private readonly RoomSettings _settings;
    private readonly TimeProvider _clock;
    private readonly PartitionsOpen _open;
    private readonly INewRoomLimit? _limits;
    private readonly Dictionary<RoomNumber, Room> _rooms = [];
    private readonly Dictionary<IActorRef, RoomNumber> _numbers = [];
    private RoomPartitionContext? _shared;
    private long _sweep;
    private int _failures;
    private long? _openSince;

    public RoomPartition(int partition, IRoomTables tables, RegistryRoutes registry, RoomSettings settings, TimeProvider clock, PartitionsOpen open, INewRoomLimit? limits = null)
    {
        (_partition, _tables, _registry, _settings, _clock, _open, _limits) = (partition, tables, registry, settings, clock, open, limits);
        Become(Closed);
    }

    public static Props Props(int partition, IRoomTables tables, RegistryRoutes registry, RoomSettings settings, TimeProvider clock, PartitionsOpen open, INewRoomLimit? limits = null) =>
        Akka.Actor.Props.Create(() => new RoomPartition(partition, tables, registry, settings, clock, open, limits));

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A room or a writer that failed is not restarted in place: what it held may be wrong.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Sweep), new Sweep(), _settings.IdleTimeout / SweepsPerIdleTimeout);
        AskForOffset();
    }

    protected override void PostStop() => _open.Closed(_partition);

    protected override void OnReceive(object message) => Closed(message);

    private void Closed(object message)
    {
        switch (message)
        {
            case RoomCommand command: Sender.RefuseAsUnavailable(command.RequestId); break;
            case OffsetKnown known: StartWriter(known.Offset); break;
            case OffsetUnknown unknown: CloseAndTryAgain(unknown.Cause); break;
            case WriterCommands.WriterReady when Sender.Equals(_shared?.Writer): Open(); break;
            case Terminated ended when ended.ActorRef.Equals(_shared?.Writer): CloseAndTryAgain(null); break;
            case Terminated ended: Forget(ended.ActorRef); break;
            case StartAgain: StartAgainWithoutRooms(); break;
            case PartitionCommands.ListAwake list: List(list); break;
            case PartitionCommands.UserErased erased: TellRooms(erased); break;
            case WriterCommands.Empty: Sender.Tell(new Status.Failure(new InvalidOperationException($"Partition {_partition} is closed."))); break;
            case RoomOrders.Stays or Sweep or WriterCommands.WriterReady: break;
            default: Unhandled(message); break;
        }
    }

    private void Opened(object message)
    {
        switch (message)
        {
            case RoomCommand command: Forward(command); break;
            case Terminated ended when ended.ActorRef.Equals(_shared!.Writer): CloseAndTryAgain(null); break;
            case Terminated ended: RoomEnded(ended.ActorRef); break;
            case PartitionCommands.ListAwake list: List(list); break;
            case PartitionCommands.UserErased erased: TellRooms(erased); break;
            case WriterCommands.Empty empty: _shared!.Writer.Forward(empty); break;
            case RoomOrders.Stays: Stay(Sender); break;
            case Sweep: PutIdleToSleep(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>No room lives twice: those of before have told all they knew when they have ended.</summary>
    private void StartAgainWithoutRooms()
    {
        if (_numbers.Count == 0)
        {
            AskForOffset();
        }
        else
        {
            Timers.StartSingleTimer(nameof(StartAgain), new StartAgain(), _settings.RestartBackoffMin);
        }
    }

    private void AskForOffset() => _tables.OffsetAsync(_partition).PipeTo(
        Self,
        success: offset => new OffsetKnown(offset),
        failure: cause => new OffsetUnknown(cause));

    private void StartWriter(long offset)
    {
        var budget = new AppendBudget(_settings.MaxPendingAppends);
        var ids = new MessageIds(_partition, _settings.Partitions);
        var writer = Context.ActorOf(RoomWriter.Props(_partition, offset, _tables, budget, ids, _settings, _clock));
        Context.Watch(writer);
        _shared = new RoomPartitionContext(writer, _tables, _registry, budget, ids, _settings, _clock, _limits);
    }

    private void Open()
    {
        _openSince = _clock.GetTimestamp();
        _open.Opened(_partition);
        Become(Opened);
    }

    private void CloseAndTryAgain(Exception? cause)
    {
        _open.Closed(_partition);
        foreach (var room in _rooms.Values)
        {
            // Behind what the writer told it: a message that is on disk is not refused.
            room.Actor.Tell(RoomOrders.End.Instance);
            RefuseMeanwhileAsked(room);
        }

        _rooms.Clear();
        _shared = null;
        if (WasOpenForLong())
        {
            _failures = 0;
        }

        _openSince = null;
        var pause = TimeSpan.FromTicks(Math.Min(_settings.RestartBackoffMax.Ticks, _settings.RestartBackoffMin.Ticks << Math.Min(_failures++, 20)));
        _log.Warning(cause, "Partition {Partition} is closed; it starts again in {Pause}", _partition, pause);
        Timers.StartSingleTimer(nameof(StartAgain), new StartAgain(), pause);
        Become(Closed);
    }

    /// <summary>A journal that can be read and not be written lets a partition open each time: only one that stayed open counts as well again.</summary>
    private bool WasOpenForLong() => _openSince is { } since && _clock.GetElapsedTime(since) >= _settings.RestartBackoffMax;

    private void Forward(RoomCommand command)
    {
        if (!_rooms.TryGetValue(command.Room, out var room))
        {
            room = Wake(command.Room);
            _rooms.Add(command.Room, room);
        }

        room.UsedAt = _sweep;
        if (room.MeanwhileAsked is null)
        {
            room.Actor.Forward(command);
        }
        else if (room.MeanwhileAsked.Count < _settings.MaxWaitingWhileWaking)
        {
            room.MeanwhileAsked.Enqueue((command, Sender));
        }
        else
        {
            Sender.RefuseAsUnavailable(command.RequestId);
        }
    }

    private Room Wake(RoomNumber number)
    {
        var actor = Context.ActorOf(RoomActor.Props(number, _shared!));
        Context.Watch(actor);
        _numbers.Add(actor, number);
        return new Room(actor) { UsedAt = _sweep };
    }

    private void PutIdleToSleep()
    {
        _sweep++;
        foreach (var room in _rooms.Values)
        {
            if (room.MeanwhileAsked is null && _sweep - room.UsedAt > SweepsPerIdleTimeout)
            {
                room.MeanwhileAsked = new Queue<(RoomCommand, IActorRef)>();
                room.Actor.Tell(RoomOrders.Sleep.Instance, Self);
            }
        }
    }

    private void List(PartitionCommands.ListAwake list) => Sender.Tell(new PartitionCommands.Awake([.. _rooms.Keys.Take(list.Limit)], _rooms.Count));

    /// <summary>Those that wake later load it. Rarer than anything else here, so that it may go through all rooms.</summary>
    private void TellRooms(PartitionCommands.UserErased erased)
    {
        foreach (var room in _rooms.Values)
        {
            room.Actor.Tell(erased);
        }

        Sender.Tell(PartitionCommands.UserForgotten.Instance);
    }

    private void Stay(IActorRef actor)
    {
        if (_numbers.TryGetValue(actor, out var number) && _rooms.TryGetValue(number, out var room))
        {
            room.UsedAt = _sweep;
            SendMeanwhileAsked(room);
        }
    }

    private void RoomEnded(IActorRef actor)
    {
        var number = Forget(actor);
        if (!_rooms.TryGetValue(number, out var room) || !room.Actor.Equals(actor))
        {
            return;
        }

        if (room.MeanwhileAsked is { Count: > 0 })
        {
            room.Actor = Wake(number).Actor;
            SendMeanwhileAsked(room);
        }
        else
        {
            _rooms.Remove(number);
        }
    }

    private RoomNumber Forget(IActorRef actor) => _numbers.Remove(actor, out var number) ? number : default;

    private static void SendMeanwhileAsked(Room room)
    {
        foreach (var (command, asker) in room.MeanwhileAsked ?? [])
        {
            room.Actor.Tell(command, asker);
        }

        room.MeanwhileAsked = null;
    }

    private static void RefuseMeanwhileAsked(Room room)
    {
        foreach (var (command, asker) in room.MeanwhileAsked ?? [])
        {
            asker.RefuseAsUnavailable(command.RequestId);
        }
    }
}
