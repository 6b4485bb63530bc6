using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>Parent of all sessions of this node: starts one for every client that was let in, up to a bound. A session that fails is stopped, its client reconnects.</summary>
public sealed class SessionsActor : UntypedActor
{
    private readonly SessionContext _shared;
    private int _sessions;

    public SessionsActor(SessionContext shared) => _shared = shared;

    public static Props Props(SessionContext shared) => Akka.Actor.Props.Create(() => new SessionsActor(shared));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SessionDirectory.OpenSession open: Open(open); break;
            case Terminated: _sessions--; break;
            default: Unhandled(message); break;
        }
    }

    private void Open(SessionDirectory.OpenSession open)
    {
        if (_sessions >= _shared.Settings.MaxSessions)
        {
            Sender.Tell(new SessionDirectory.SessionRefused(ChatError.Unavailable));
            return;
        }

        _sessions++;
        Context.Watch(Context.ActorOf(SessionActor.Props(open, Sender, _shared)));
    }
}
