using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// A share of all logins: which sessions each of them has, and which sessions want to know when they come and go.
/// Holds nothing that survives: when it fails, its parent puts an empty one in its place, and the sessions, which watch it, end: their clients come back and ask for what they missed.
/// </summary>
public sealed class SessionRegistry : UntypedActor, IWithTimers
{
    private sealed record SaveLastSeen : INoSerializationVerificationNeeded;

    private sealed record LastSeenKnown(Login Login, IActorRef Watcher, long? LastSeen) : INoSerializationVerificationNeeded;

    private sealed class User
    {
        public List<(IActorRef Session, string TokenId, long TokenEndsAt)> Sessions { get; } = [];

        public HashSet<IActorRef>? Watchers { get; set; }

        public bool IsForgotten => Sessions.Count == 0 && Watchers is not { Count: > 0 };
    }

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IAccounts _accounts;
    private readonly SessionSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Dictionary<Login, User> _users = [];

    /// <summary>What each session registered and watches, so that its end undoes it.</summary>
    private readonly Dictionary<IActorRef, Known> _sessions = [];
    private readonly PresenceSaves _saves;
    private TokenEnds _tokenEnds = null!;

    private SessionRegistry(IAccounts accounts, SessionSettings settings, TimeProvider clock) =>
        (_accounts, _settings, _clock, _saves) = (accounts, settings, clock, new PresenceSaves(accounts, clock, Self, _log));

    public static Props Props(IAccounts accounts, SessionSettings settings, TimeProvider clock) =>
        Akka.Actor.Props.CreateBy(new Producer<SessionRegistry>(() => new SessionRegistry(accounts, settings, clock)));

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
            case RegistryCommands.UnwatchPresence unwatch: Unwatch(unwatch.Login, Sender); break;
            case RegistryCommands.EndSessions end: EndSessions(end); break;
            case RegistryCommands.WhoIsOnline who: Sender.Tell(PresenceOf(who.Logins)); break;
            case RegistryCommands.ListSessions list: Sender.Tell(new RegistryCommands.SessionList(ListOf(list))); break;
            case RegistryCommands.Flush: _saves.Save(Sender); break;
            case LastSeenKnown known: TellLastSeen(known); break;
            case TokenEnds.Elapsed: EndWithTokens(); break;
            case Terminated ended: SessionEnded(ended.ActorRef); break;
            case SaveLastSeen: _saves.Save(null); break;
            case PresenceSaves.Saved saved: _saves.End(saved); break;
            case PresenceSaves.NotSaved failed: _saves.End(failed); break;
            default: Unhandled(message); break;
        }
    }

    private void Publish(RegistryCommands.Publish publish)
    {
        if (_users.TryGetValue(publish.Login, out var user))
        {
            foreach (var (session, _, _) in user.Sessions)
            {
                session.Tell(publish.News, ActorRefs.NoSender);
            }
        }
    }

    private void Register(RegistryCommands.Register register)
    {
        var user = Find(register.Login);
        if (user.Sessions.Exists(known => known.Session.Equals(Sender)))
        {
            Sender.Tell(RegistryCommands.Registered.Instance);
            return;
        }

        if (user.Sessions.Count >= _settings.MaxSessionsPerUser)
        {
            Sender.Tell(RegistryCommands.TooManySessions.Instance);
            return;
        }

        user.Sessions.Add((Sender, register.TokenId, register.TokenEndsAt));
        Remember(Sender).Login = register.Login;
        Sender.Tell(RegistryCommands.Registered.Instance);
        _tokenEnds.Await(register.TokenEndsAt);
        if (user.Sessions.Count == 1)
        {
            _saves.Came(register.Login);
            TellWatchers(user, Presence(register.Login, true, null));
        }
    }

    private void Watch(Login login)
    {
        var user = Find(login);
        (user.Watchers ??= []).Add(Sender);
        (Remember(Sender).Watches ??= []).Add(login);
        if (user.Sessions.Count > 0)
        {
            Sender.Tell(Presence(login, true, null));
        }
        else if (_saves.LeftAt(login) is { } seen)
        {
            Sender.Tell(Presence(login, false, seen));
        }
        else
        {
            AskLastSeen(login, Sender);
        }
    }

    private void AskLastSeen(Login login, IActorRef watcher) =>
        _accounts.FindAsync(login).AsTask().PipeTo(
            Self,
            success: account => new LastSeenKnown(login, watcher, account?.LastSeen),
            failure: _ => new LastSeenKnown(login, watcher, null));

    /// <summary>The user may have come meanwhile: then the watcher was told already.</summary>
    private void TellLastSeen(LastSeenKnown known)
    {
        if (!IsOnline(known.Login))
        {
            known.Watcher.Tell(Presence(known.Login, false, _saves.LeftAt(known.Login) ?? known.LastSeen));
        }
    }

    private void Unwatch(Login login, IActorRef watcher)
    {
        if (_users.TryGetValue(login, out var user))
        {
            user.Watchers?.Remove(watcher);
            ForgetIfUnknown(login, user);
        }

        if (_sessions.TryGetValue(watcher, out var known))
        {
            known.Watches?.Remove(login);
        }
    }

    private void EndSessions(RegistryCommands.EndSessions end)
    {
        var ended = 0;
        if (_users.TryGetValue(end.Login, out var user))
        {
            foreach (var (session, _, _) in user.Sessions.Where(known => end.TokenIds?.Contains(known.TokenId) != false))
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

        var sessions = _users.Values.SelectMany(user => user.Sessions);
        foreach (var (session, _, _) in sessions.Where(known => _tokenEnds.HasEnded(known.TokenEndsAt)))
        {
            session.Tell(new SessionCommands.End(CloseReason.TokenEnded));
        }

        _tokenEnds.AwaitNext(sessions.Select(known => known.TokenEndsAt));
    }

    private List<(Login, string)> ListOf(RegistryCommands.ListSessions list)
    {
        var users = list.Login is not { } login ? _users
            : _users.TryGetValue(login, out var user) ? [new(login, user)]
            : Enumerable.Empty<KeyValuePair<Login, User>>();
        return [.. users.SelectMany(entry => entry.Value.Sessions.Select(known => (entry.Key, SessionsActor.IdOf(known.Session)))).Take(list.Limit)];
    }

    private void SessionEnded(IActorRef session)
    {
        if (!_sessions.Remove(session, out var known))
        {
            return;
        }

        foreach (var watched in known.Watches ?? [])
        {
            Unwatch(watched, session);
        }

        if (known.Login is not { } login || !_users.TryGetValue(login, out var user))
        {
            return;
        }

        user.Sessions.RemoveAll(entry => entry.Session.Equals(session));
        if (user.Sessions.Count == 0)
        {
            TellWatchers(user, Presence(login, false, _saves.Left(login)));
        }

        ForgetIfUnknown(login, user);
    }

    protected override void PostStop() => _saves.LeaveAll(_users.Keys.Where(IsOnline));

    private RegistryCommands.Online PresenceOf(IReadOnlyCollection<Login> logins)
    {
        var leftAt = new Dictionary<Login, long>();
        foreach (var login in logins)
        {
            if (!IsOnline(login) && _saves.LeftAt(login) is { } when)
            {
                leftAt.Add(login, when);
            }
        }

        return new RegistryCommands.Online(logins.Where(IsOnline).ToHashSet(), leftAt);
    }

    private bool IsOnline(Login login) => _users.TryGetValue(login, out var user) && user.Sessions.Count > 0;

    private static SharedEvent Presence(Login login, bool online, long? lastSeen) => new(new ServerEvent.PresenceChanged(login, online, lastSeen));

    private static void TellWatchers(User user, SharedEvent presence)
    {
        foreach (var watcher in user.Watchers ?? [])
        {
            watcher.Tell(presence);
        }
    }

    private User Find(Login login)
    {
        if (!_users.TryGetValue(login, out var user))
        {
            _users.Add(login, user = new User());
        }

        return user;
    }

    private Known Remember(IActorRef session)
    {
        if (!_sessions.TryGetValue(session, out var known))
        {
            _sessions.Add(session, known = new Known());
            Context.Watch(session);
        }

        return known;
    }

    private void ForgetIfUnknown(Login login, User user)
    {
        if (user.IsForgotten)
        {
            _users.Remove(login);
        }
    }

    private sealed class Known
    {
        public Login? Login { get; set; }

        public HashSet<Login>? Watches { get; set; }
    }
}
