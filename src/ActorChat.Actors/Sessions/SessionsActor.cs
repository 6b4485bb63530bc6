using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Parent of all sessions of this node, each named by its session id: starts one for every admitted client, up to a bound. A session that fails is stopped,
/// and its client reconnects. When the server stops, it lets them leave wave by wave.
/// </summary>
public sealed class SessionsActor : UntypedActor
{
    private readonly SessionContext _shared;
    private readonly List<IActorRef> _askedWhenEmpty = [];
    private Queue<IActorRef>? _staying;
    private int _sessions;

    public SessionsActor(SessionContext shared) => _shared = shared;

    public static Props Props(SessionContext shared) => Akka.Actor.Props.Create(() => new SessionsActor(shared));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SessionDirectory.OpenSession open: Open(open); break;
            case Terminated: Ended(); break;
            case SessionDirectory.LeaveWave wave: LetLeave(wave.Count); break;
            case SessionDirectory.TellWhenEmpty: _askedWhenEmpty.Add(Sender); TellIfEmpty(); break;
            case SessionDirectory.EndSession end: End(end); break;
            default: Unhandled(message); break;
        }
    }

    private void Open(SessionDirectory.OpenSession open)
    {
        if (_sessions >= _shared.Settings.MaxSessions || _staying is not null || !Context.Child(NameOf(open.SessionId)).IsNobody())
        {
            Sender.Tell(new SessionDirectory.SessionRefused(ChatError.Unavailable));
            return;
        }

        _sessions++;
        ChatMetrics.SessionBegan();
        Context.Watch(Context.ActorOf(SessionActor.Props(open, Sender, _shared), NameOf(open.SessionId)));
    }

    private void Ended()
    {
        _sessions--;
        ChatMetrics.SessionEnded();
        TellIfEmpty();
    }

    private void LetLeave(int count)
    {
        _staying ??= new Queue<IActorRef>(Context.GetChildren());
        while (count-- > 0 && _staying.TryDequeue(out var session))
        {
            session.Tell(new SessionCommands.Leave(CloseReason.ServerStopping));
        }

        Sender.Tell(new SessionDirectory.Live(_sessions, _staying.Count));
    }

    private void TellIfEmpty()
    {
        if (_sessions == 0)
        {
            _askedWhenEmpty.ForEach(asker => asker.Tell(new SessionDirectory.Live(0, 0)));
            _askedWhenEmpty.Clear();
        }
    }

    private void End(SessionDirectory.EndSession end)
    {
        var session = Context.Child(NameOf(end.SessionId));
        session.Tell(new SessionCommands.End(end.Reason));
        Sender.Tell(new RegistryCommands.SessionsEnded(session.IsNobody() ? 0 : 1));
    }

    /// <summary>The session id of a session's actor.</summary>
    internal static string IdOf(IActorRef session) => session.Path.Name[1..];

    /// <summary>
    /// Session ids are base64url, of which every character may be in an actor's name. The first character here keeps it from looking like one of Akka's own.
    /// </summary>
    private static string NameOf(string sessionId) => "s" + sessionId;
}
