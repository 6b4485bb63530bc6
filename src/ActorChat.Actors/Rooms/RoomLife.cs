using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Actors.Sessions;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// How a room lives: it wakes by what its writer loads, holds the requests that come meanwhile, sleeps when it is told to and idle,
/// and refuses what it still holds when it is told to end. Where it fails instead, nobody can say what its users have missed: their
/// sessions end. What it does while awake is the <see cref="RoomActor"/>'s.
/// </summary>
public abstract class RoomLife : UntypedActor
{
    /// <summary>Requests that wait: all of them while the room wakes, later those behind a look for an old client id, so that nobody is overtaken.</summary>
    private readonly WaitingRequests _waiting;

    private readonly List<Login> _erased = [];
    private bool _loading;
    private bool _endsInOrder;

    private protected RoomLife(RoomNumber number, RoomPartitionContext shared)
    {
        (Number, Shared) = (number, shared);
        _waiting = new WaitingRequests(shared.Settings.MaxWaitingWhileWaking);
    }

    private protected ILoggingAdapter Log { get; } = Context.GetLogger();

    private protected RoomNumber Number { get; }

    private protected RoomPartitionContext Shared { get; }

    /// <summary>Whether an awake room lets its requests wait.</summary>
    private protected bool IsHolding { get; set; }

    /// <summary>The room's two users, where it knows them.</summary>
    private protected abstract RoomKey? Key { get; }

    /// <summary>Users that an operator erased while this actor lives: what it loaded may not say so.</summary>
    private protected IReadOnlyList<Login> Erased => _erased;

    /// <summary>Handles a message while the room is awake.</summary>
    private protected abstract void Awake(object message);

    /// <summary>Takes what the tables hold of the room; null when there is no such room.</summary>
    private protected abstract void Remember(StoredRoom? stored);

    /// <summary>Decides about a request.</summary>
    private protected abstract void Handle(RoomCommand command, IActorRef asker);

    /// <summary>The room ends: what it has under way, beside the requests that wait, is refused.</summary>
    private protected abstract void RefuseUnderWay();

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
            case RoomCommand command: Wait(command, Sender); Load(); break;
            case WriterCommands.Loaded loaded: Wake(loaded.Room); break;
            case Status.Failure failure: FailToWake(failure.Cause); break;
            case PartitionCommands.UserErased erased: _erased.Add(erased.User); break;
            case RoomOrders.Sleep: SleepIf(!_loading); break;
            case RoomOrders.End: End(); break;
            default: Unhandled(message); break;
        }
    }

    private void Load()
    {
        if (!_loading)
        {
            _loading = true;
            Shared.Writer.Tell(new WriterCommands.Load(Number), Self);
        }
    }

    private void Wake(StoredRoom? stored)
    {
        Remember(stored);
        Become(Awake);
        HandleWaiting();
    }

    /// <summary>The room stays and tries again at its next request: one that ended by itself would lose what is on its way to it.</summary>
    private void FailToWake(Exception cause)
    {
        _loading = false;
        Log.Warning(cause, "Room {Room} cannot be read; its requests are refused as unavailable", Number);
        RefuseWaiting();
    }

    private protected void Wait(RoomCommand command, IActorRef asker)
    {
        if (!_waiting.TryAdd(command, asker))
        {
            Refuse(command, asker, ChatError.Unavailable);
        }
    }

    private protected void HandleWaiting()
    {
        while (!IsHolding && _waiting.TryTake(out var next))
        {
            Handle(next.Command, next.Asker);
        }
    }

    private protected void RememberErased(Login user) => _erased.Add(user);

    private protected void SleepIf(bool idle)
    {
        if (idle)
        {
            End();
        }
        else
        {
            Context.Parent.Tell(RoomOrders.Stays.Instance);
        }
    }

    private protected static void Refuse(RoomCommand command, IActorRef asker, ChatError error) =>
        asker.Tell(new RoomReply.Refused(command.RequestId, error));

    private protected void End()
    {
        _endsInOrder = true;
        Context.Stop(Self);
    }

    /// <summary>Whoever still waits hears that nothing was stored.</summary>
    protected override void PostStop()
    {
        ChatMetrics.RoomSlept();
        if (_endsInOrder || Key is not { } key)
        {
            RefuseUnderWay();
        }
        else
        {
            EndSessionsOf(key.First);
            EndSessionsOf(key.Second);
        }

        RefuseWaiting();
    }

    /// <summary>
    /// The room failed: what it gave to the writer may be on disk and will be shown to nobody. Its users' clients come back, ask for what
    /// they missed, and send again what was not acknowledged.
    /// </summary>
    private void EndSessionsOf(Login login) =>
        Shared.Registry.PartitionOf(login).Tell(new RegistryCommands.EndSessions(login, null, CloseReason.SessionFailed), ActorRefs.NoSender);

    private void RefuseWaiting()
    {
        while (_waiting.TryTake(out var next))
        {
            Refuse(next.Command, next.Asker, ChatError.Unavailable);
        }
    }
}
