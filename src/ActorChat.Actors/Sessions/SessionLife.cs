using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// How a session lives: it registers, is told that its client is ready, leaves when everything is answered, and ends. Whichever way
/// it ends, its connection does too. What it does for its client is the <see cref="SessionActor"/>'s.
/// </summary>
public abstract class SessionLife : UntypedActor
{
    private IActorRef? _opener;
    private Cancelable? _timers;
    private CloseReason? _leaving;
    private bool _closing;

    private protected SessionLife(SessionDirectory.OpenSession open, IActorRef opener, SessionContext shared)
    {
        (Login, Connection, Shared, _opener) = (open.Login, open.Connection, shared, opener);
        Registry = new RegistryLink(open.Login, open.TokenId, open.TokenEndsAt, shared.Registry, shared.Settings.RegisterRetry, Context);
    }

    private protected Login Login { get; }

    private protected IConnection Connection { get; }

    private protected SessionContext Shared { get; }

    private protected RegistryLink Registry { get; }

    /// <summary>The client is connected: it can be shown what happens.</summary>
    private protected bool IsReady { get; private set; }

    /// <summary>The session ends once it <see cref="IsAnswered"/>, and takes no further request.</summary>
    private protected bool IsLeaving => _leaving is not null;

    /// <summary>Whether no request waits for its answer.</summary>
    private protected abstract bool IsAnswered { get; }

    protected override void PreStart() => Registry.Register();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RegistryCommands.Registered: Registered(); break;
            case RegistryCommands.TooManySessions: RefuseToOpen(); break;
            case SessionCommands.ConnectionReady: BecomeReady(); break;
            case RegistryLink.RegisterAgain: Registry.Register(); break;
            case SessionCommands.End end: End(end.Reason); break;
            case SessionCommands.Leave leave: _leaving ??= leave.Reason; LeaveIfAnswered(); break;
            case SessionCommands.ConnectionEnded: _closing = true; Context.Stop(Self); break;
            case RegistryLink.WatchAgain again: Registry.WatchThoseOf(again.Ended); break;
            case Terminated ended: PartitionEnded(ended.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void Registered()
    {
        if (!Registry.Registered(Sender))
        {
            return;
        }

        _opener?.Tell(new SessionDirectory.SessionOpened(Self));
        _opener = null;
    }

    /// <summary>What was published between the end of its partition and a new one is gone: its client must come back and ask for what it missed.</summary>
    private void PartitionEnded(IActorRef ended)
    {
        if (Registry.IsOwn(ended))
        {
            End(CloseReason.SessionFailed);
        }
        else
        {
            Registry.WatchThoseOf(ended);
        }
    }

    private void RefuseToOpen()
    {
        // The opener tells the client why, and ends the connection itself.
        _closing = true;
        _opener?.Tell(new SessionDirectory.SessionRefused(ChatError.RateLimited));
        Context.Stop(Self);
    }

    private void BecomeReady()
    {
        IsReady = true;
        Connection.Send(new ServerEvent.Named(Login));
    }

    private protected void LeaveIfAnswered()
    {
        if (_leaving is not null && !_closing && IsAnswered)
        {
            End(_leaving);
        }
    }

    private protected void End(CloseReason reason)
    {
        _closing = true;
        Connection.Close(reason);
        Context.Stop(Self);
    }

    /// <summary>One cancellation serves all of a session's timers: a scheduler of its own would cost every idle session memory.</summary>
    private protected void TellSelfAfter(TimeSpan delay, object message) =>
#pragma warning disable AK1004 // Cancelled in PostStop.
        Context.System.Scheduler.ScheduleTellOnce(delay, Self, message, Self, _timers ??= new Cancelable(Context.System.Scheduler));
#pragma warning restore AK1004

    /// <summary>A session that ends in any other way than by its connection closes it.</summary>
    protected override void PostStop()
    {
        Registry.Cancel();
        _timers?.Cancel();
        if (!_closing)
        {
            Connection.Close(CloseReason.SessionFailed);
        }
    }
}
