using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// A share of all logins: which sessions each of them has, and which sessions want to know when they come and go. Nothing of it survives: when it fails, its
/// parent replaces it by an empty one. The sessions watch it and end; their clients reconnect and ask for what they missed.
/// </summary>
public sealed class SessionRegistry : UntypedActor, IWithTimers
{
    private sealed record SaveLastSeen : INoSerializationVerificationNeeded;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SessionSettings _settings;
    private readonly TimeProvider _clock;

    /// <summary>The sessions of each login that has some.</summary>
    private readonly Dictionary<Login, List<(IActorRef Session, string TokenId, long TokenEndsAt)>> _users = [];

    /// <summary>Whose each session is, so that its end undoes it.</summary>
    private readonly Dictionary<IActorRef, Login> _logins = [];
    private readonly PresenceSaves _saves;
    private readonly RegistryPresence _presence;
    private TokenEnds _tokenEnds = null!;

    private SessionRegistry(IAccounts accounts, SessionSettings settings, TimeProvider clock, OtherNodes? others)
    {
        (_settings, _clock, _saves) = (settings, clock, new PresenceSaves(accounts, clock, Self, _log));
        _presence = new RegistryPresence(accounts, _saves, others, Self, _users.ContainsKey, clock);
    }

    public static Props Props(IAccounts accounts, SessionSettings settings, TimeProvider clock, OtherNodes? others = null) =>
        Akka.Actor.Props.CreateBy(new Producer<SessionRegistry>(() => new SessionRegistry(accounts, settings, clock, others)));

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(SaveLastSeen), new SaveLastSeen(), _settings.LastSeenInterval);
        _tokenEnds = new TokenEnds(Timers, _clock);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RegistryCommands.Publish publish: Publish(publish); break;
            case RegistryCommands.Register register: Register(register); break;
            case RegistryCommands.WatchPresence watch: Watch(watch.Login); break;
            case RegistryCommands.UnwatchPresence unwatch: _presence.Unwatch(unwatch.Login, Sender); break;
            case RegistryCommands.EndSessions end: EndSessions(end); break;
            case RegistryCommands.WhoIsOnline who: Sender.Tell(_presence.Of(who.Logins)); break;
            case RegistryCommands.ListSessions list: Sender.Tell(new RegistryCommands.SessionList(ListOf(list))); break;
            case RegistryCommands.Flush: _saves.Save(Sender); break;
            case RegistryCommands.ChangedElsewhere changed: FadeAfter(_presence.Take(changed)); break;
            case RegistryCommands.NodeLost lost: FadeAfter(_presence.Take(lost)); break;
            case RegistryPresence.Fade: FadeAfter(_presence.ShowFaded()); break;
            case RegistryPresence.LastSeenKnown known: _presence.Tell(known); break;
            case TokenEnds.Elapsed: EndWithTokens(); break;
            case Terminated ended: SessionEnded(ended.ActorRef); break;
            case SaveLastSeen: Save(); break;
            case PresenceSaves.Saved saved: _saves.End(saved); break;
            case PresenceSaves.NotSaved failed: _saves.End(failed); break;
            default: Unhandled(message); break;
        }
    }

    private void Publish(RegistryCommands.Publish publish)
    {
        if (_users.TryGetValue(publish.Login, out var sessions))
        {
            foreach (var (session, _, _) in sessions)
            {
                session.Tell(publish.News, ActorRefs.NoSender);
            }
        }
    }

    private void Register(RegistryCommands.Register register)
    {
        var known = _users.TryGetValue(register.Login, out var sessions);
        if (known && sessions!.Exists(session => session.Session.Equals(Sender)))
        {
            Sender.Tell(RegistryCommands.Registered.Instance);
            return;
        }

        if (known && sessions!.Count >= _settings.MaxSessionsPerUser)
        {
            Sender.Tell(RegistryCommands.TooManySessions.Instance);
            return;
        }

        Add(register, sessions);
        if (!known)
        {
            _presence.Came(register.Login);
        }

        Sender.Tell(RegistryCommands.Registered.Instance);
        _tokenEnds.Await(register.TokenEndsAt);
    }

    private void Add(RegistryCommands.Register register, List<(IActorRef Session, string TokenId, long TokenEndsAt)>? sessions)
    {
        if (sessions is null)
        {
            _users.Add(register.Login, sessions = []);
        }

        sessions.Add((Sender, register.TokenId, register.TokenEndsAt));
        _logins[Sender] = register.Login;
        Context.Watch(Sender);
    }

    private void Watch(Login login)
    {
        Context.Watch(Sender);
        _presence.Watch(login, Sender);
    }

    private void Save()
    {
        _presence.ForgetOld();
        _saves.Save(null);
    }

    private void FadeAfter(TimeSpan? pause)
    {
        if (pause is { } after)
        {
            Timers.StartSingleTimer(nameof(RegistryPresence.Fade), RegistryPresence.Fade.Instance, after);
        }
    }

    private void EndSessions(RegistryCommands.EndSessions end)
    {
        var ended = 0;
        if (_users.TryGetValue(end.Login, out var sessions))
        {
            foreach (var (session, _, _) in sessions.Where(known => end.TokenIds?.Contains(known.TokenId) != false))
            {
                session.Tell(new SessionCommands.End(end.Reason));
                ended++;
            }
        }

        Sender.Tell(new RegistryCommands.SessionsEnded(ended));
    }

    /// <summary>A session does not outlive the token that opened it.</summary>
    private void EndWithTokens()
    {
        if (!_tokenEnds.IsDue())
        {
            return;
        }

        var sessions = _users.Values.SelectMany(user => user);
        foreach (var (session, _, _) in sessions.Where(known => _tokenEnds.HasEnded(known.TokenEndsAt)))
        {
            session.Tell(new SessionCommands.End(CloseReason.TokenEnded));
        }

        _tokenEnds.AwaitNext(sessions.Select(known => known.TokenEndsAt));
    }

    private List<(Login, string)> ListOf(RegistryCommands.ListSessions list)
    {
        var users = list.Login is not { } login ? _users
            : _users.TryGetValue(login, out var sessions) ? [new(login, sessions)]
            : Enumerable.Empty<KeyValuePair<Login, List<(IActorRef Session, string TokenId, long TokenEndsAt)>>>();
        return [.. users.Where(user => user.Key.Key.StartsWith(list.Prefix ?? "", StringComparison.Ordinal)).SelectMany(user => user.Value.Select(known => (user.Key, SessionsActor.IdOf(known.Session)))).Take(list.Limit)];
    }

    private void SessionEnded(IActorRef session)
    {
        _presence.Forget(session);
        if (!_logins.Remove(session, out var login) || !_users.TryGetValue(login, out var sessions))
        {
            return;
        }

        sessions.RemoveAll(known => known.Session.Equals(session));
        if (sessions.Count == 0)
        {
            _users.Remove(login);
            FadeAfter(_presence.Left(login));
        }
    }

    protected override void PostStop() => _presence.LeaveAll(_users.Keys);
}
