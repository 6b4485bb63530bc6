using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Who of a registry partition's users is online, and what those who watch them see of it. A user is online with a session on any node. Part of a <see
/// cref="SessionRegistry"/>.
/// </summary>
/// <param name="accounts">The accounts.</param>
/// <param name="saves">What is saved.</param>
/// <param name="others">The other nodes; null without a cluster.</param>
/// <param name="registry">The registry.</param>
/// <param name="isHere">Whether a user has a session on this node.</param>
/// <param name="clock">The clock.</param>
internal sealed class RegistryPresence(
    IAccounts accounts, PresenceSaves saves, OtherNodes? others, IActorRef registry, Func<Login, bool> isHere, TimeProvider clock)
{
    /// <summary>Sent to the registry: what the accounts know.</summary>
    public sealed record LastSeenKnown(Login Login, IActorRef Watcher, long? LastSeen) : INoSerializationVerificationNeeded;

    /// <summary>Sent to the registry when users who have left may have to be shown offline.</summary>
    public sealed record Fade : INoSerializationVerificationNeeded
    {
        public static readonly Fade Instance = new();
    }

    private readonly PresenceWatchers _watchers = new();
    private readonly LeftElsewhere _leftElsewhere = new();

    /// <summary>Users who have left and are shown online for a moment longer, and since when.</summary>
    private readonly Dictionary<Login, long> _fading = [];

    private TimeSpan Grace => others?.PresenceGrace ?? TimeSpan.Zero;

    /// <summary>A user's first session on this node is registered.</summary>
    public void Came(Login login)
    {
        saves.Came(login);
        others?.Came(login);
        Show(login);
    }

    /// <summary>A user's last session on this node has ended. Returns whether <see cref="Fade"/> must be sent after a while, as the other methods do.</summary>
    public TimeSpan? Left(Login login)
    {
        var at = saves.Left(login);
        others?.Left(login, at);
        return Show(login, at);
    }

    public TimeSpan? Take(RegistryCommands.ChangedElsewhere changed)
    {
        TimeSpan? fade = null;
        foreach (var login in changed.Logins)
        {
            if (changed.LeftAt is { } at)
            {
                _leftElsewhere.Add(login, at);
            }

            fade = Show(login, changed.LeftAt) ?? fade;
        }

        return fade;
    }

    /// <summary>Who had sessions there is not known any more; but whoever is watched and was shown online is online somewhere, or was there.</summary>
    public TimeSpan? Take(RegistryCommands.NodeLost lost)
    {
        TimeSpan? fade = null;
        foreach (var login in _watchers.Watched.ToList())
        {
            if (!IsOnline(login) && _watchers.IsShownOnline(login) == true && !_fading.ContainsKey(login))
            {
                _leftElsewhere.Add(login, lost.At);
                fade = Show(login, lost.At) ?? fade;
            }
        }

        return fade;
    }

    /// <summary>Shows those offline who have left a while ago and are not back. The result is as above.</summary>
    public TimeSpan? ShowFaded()
    {
        TimeSpan? next = null;
        foreach (var (login, since) in _fading.ToList())
        {
            var left = Grace - clock.GetElapsedTime(since);
            if (left > TimeSpan.Zero)
            {
                next = next is { } sooner && sooner < left ? sooner : left;
            }
            else
            {
                _fading.Remove(login);
                _watchers.Tell(new ServerEvent.PresenceChanged(login, false, LeftAt(login)));
            }
        }

        return next;
    }

    public void Watch(Login login, IActorRef watcher)
    {
        if (IsOnline(login))
        {
            Show(login);
        }

        // All who watch a user see the same, from the same moment on.
        var online = _watchers.IsShownOnline(login) ?? IsOnline(login);
        _watchers.Add(login, watcher, online);
        if (online)
        {
            watcher.Tell(Presence(login, true, null));
        }
        else if (LeftAt(login) is { } seen)
        {
            watcher.Tell(Presence(login, false, seen));
        }
        else
        {
            AskLastSeen(login, watcher);
        }
    }

    public void Unwatch(Login login, IActorRef watcher) => _watchers.Remove(login, watcher);

    /// <summary>A session has ended.</summary>
    public void Forget(IActorRef watcher) => _watchers.Forget(watcher);

    /// <summary>The user may have come meanwhile; then the watcher was told already.</summary>
    public void Tell(LastSeenKnown known)
    {
        if (_watchers.IsShownOnline(known.Login) == false)
        {
            known.Watcher.Tell(Presence(known.Login, false, LeftAt(known.Login) ?? known.LastSeen));
        }
    }

    public RegistryCommands.Online Of(IReadOnlyCollection<Login> logins)
    {
        var leftAt = new Dictionary<Login, long>();
        foreach (var login in logins)
        {
            if (!IsOnline(login) && LeftAt(login) is { } when)
            {
                leftAt.Add(login, when);
            }
        }

        return new RegistryCommands.Online(logins.Where(IsOnline).ToHashSet(), leftAt);
    }

    /// <summary>What was saved elsewhere long ago is in the accounts by now.</summary>
    public void ForgetOld() => _leftElsewhere.ForgetOld();

    /// <summary>The partition ends with all its users.</summary>
    public void LeaveAll(IReadOnlyCollection<Login> online)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var login in online)
        {
            others?.Left(login, now);
        }

        saves.LeaveAll(online);
    }

    private bool IsOnline(Login login) => isHere(login) || others?.Has(login) == true;

    private long? LeftAt(Login login) => (saves.LeftAt(login), _leftElsewhere.At(login)) switch
    {
        (null, var elsewhere) => elsewhere,
        (var here, null) => here,
        ({ } here, { } elsewhere) => Math.Max(here, elsewhere),
    };

    /// <summary>
    /// Shows what is true now. With a cluster, whoever leaves is shown online a moment longer: the news of one who moves to another node come from both, in any
    /// order.
    /// </summary>
    private TimeSpan? Show(Login login, long? leftAt = null)
    {
        if (IsOnline(login))
        {
            _fading.Remove(login);
            _watchers.Tell(new ServerEvent.PresenceChanged(login, true, null));
            return null;
        }

        if (Grace == TimeSpan.Zero)
        {
            _watchers.Tell(new ServerEvent.PresenceChanged(login, false, LeftAt(login) ?? leftAt));
            return null;
        }

        return _watchers.IsShownOnline(login) == true && _fading.TryAdd(login, clock.GetTimestamp()) && _fading.Count == 1 ? Grace : null;
    }

    private void AskLastSeen(Login login, IActorRef watcher) =>
        accounts.FindAsync(login).AsTask().PipeTo(
            registry,
            success: account => new LastSeenKnown(login, watcher, account?.LastSeen),
            failure: _ => new LastSeenKnown(login, watcher, null));

    private static SharedEvent Presence(Login login, bool online, long? lastSeen) => new(new ServerEvent.PresenceChanged(login, online, lastSeen));
}
