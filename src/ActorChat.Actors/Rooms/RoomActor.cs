using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// One room: wakes from what its writer loads, passes requests to its <see cref="RoomDialog"/>, sleeps when told to while idle, and finishes when its
/// partition is handed over. It holds nothing that the tables and the journal do not, and is replaced when it fails. Then nobody can say what its users have
/// missed, so their sessions end. Child of <see cref="RoomPartition"/>, which must not let two of the same room live at once.
/// </summary>
public sealed class RoomActor : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RoomNumber _number;
    private readonly RoomPartitionContext _shared;
    private readonly WaitingRequests _waiting;
    private readonly RoomDialog _dialog;
    private bool _loading;
    private bool _finishing;
    private bool _endsInOrder;

    private RoomActor(RoomNumber number, RoomPartitionContext shared)
    {
        (_number, _shared) = (number, shared);
        _waiting = new WaitingRequests(shared.Settings.MaxWaitingWhileWaking);
        _dialog = new RoomDialog(shared, _waiting, Self, _log);
    }

    public static Props Props(RoomNumber number, RoomPartitionContext shared) =>
        Akka.Actor.Props.CreateBy(new Producer<RoomActor>(() => new RoomActor(number, shared)));

    protected override void PreStart()
    {
        ChatMetrics.RoomWoke();
        Load();
    }

    protected override void OnReceive(object message) => Waking(message);

    private void Waking(object message)
    {
        switch (message)
        {
            case RoomCommand command: _waiting.Add(command, Sender); Load(); break;
            case WriterCommands.Loaded loaded: Wake(loaded.Room); EndIfFinished(); break;
            case Status.Failure failure: FailToWake(failure.Cause); EndIfFinished(); break;
            case PartitionCommands.UserErased erased: _dialog.Erase(erased.User); break;
            case RoomOrders.Sleep: SleepIfIdle(); break;
            case RoomOrders.Finish: Finish(); break;
            case RoomOrders.End: End(); break;
            default: Unhandled(message); break;
        }
    }

    private void Awake(object message)
    {
        switch (message)
        {
            case RoomCommand command when _waiting.IsHolding: _waiting.Add(command, Sender); break;
            case RoomCommand command: _dialog.Handle(command, Sender); TellIfNone(); break;
            case WriterCommands.Appended appended: _dialog.Take(appended); EndIfFinished(); break;
            case WriterCommands.Unsettled unsettled: _dialog.Take(unsettled); break;
            case RoomLookups.Result result: _dialog.Take(result); EndIfFinished(); break;
            case RoomLookups.OlderClientIds older: _dialog.Take(older); break;
            case RoomLookups.OlderClientIdsUnread unread: _dialog.Take(unread); break;
            case PartitionCommands.UserErased erased: _dialog.Erase(erased.User); break;
            case RoomOrders.Sleep: SleepIfIdle(); break;
            case RoomOrders.Finish: Finish(); break;
            case RoomOrders.End: End(); break;
            default: Unhandled(message); break;
        }
    }

    private void Load()
    {
        if (!_loading)
        {
            _loading = true;
            _shared.Writer.Tell(new WriterCommands.Load(_number), Self);
        }
    }

    private void Wake(StoredRoom? stored)
    {
        if (stored is not null)
        {
            _dialog.Load(stored);
        }

        _loading = false;
        Become(Awake);
        _dialog.HandleWaiting();
        TellIfNone();
    }

    /// <summary>The room stays and tries again at its next request. If it ended by itself, requests on their way to it would be lost.</summary>
    private void FailToWake(Exception cause)
    {
        _loading = false;
        _log.Warning(cause, "Room {Room} cannot be read; its requests are refused as unavailable", _number);
        _waiting.RefuseAll();
    }

    private bool IsIdle => !_loading && _waiting.IsEmpty && _dialog.IsIdle;

    /// <summary>Asking for a room that does not exist must not keep an actor in memory.</summary>
    private void TellIfNone()
    {
        if (!_dialog.Exists && IsIdle)
        {
            Context.Parent.Tell(RoomOrders.DoesNotExist.Instance);
        }
    }

    private void SleepIfIdle()
    {
        if (IsIdle)
        {
            End();
        }
        else
        {
            Context.Parent.Tell(RoomOrders.Stays.Instance);
        }
    }

    private void Finish()
    {
        _finishing = true;
        EndIfFinished();
    }

    private void EndIfFinished()
    {
        if (_finishing && IsIdle)
        {
            End();
        }
    }

    private void End()
    {
        _endsInOrder = true;
        Context.Stop(Self);
    }

    /// <summary>
    /// All who still wait are told that nothing was stored. If the room failed, what it gave to the writer may be on disk, but nobody will publish it. So its
    /// users' sessions end: their clients reconnect, ask for what they missed, and send again what was not acknowledged.
    /// </summary>
    protected override void PostStop()
    {
        ChatMetrics.RoomSlept();
        if (!_endsInOrder && _dialog.Key is { } key)
        {
            new RoomPublisher(_shared).EndSessionsOfBoth(key);
        }
        else
        {
            _dialog.RefuseAll();
        }

        _waiting.RefuseAll();
    }
}
