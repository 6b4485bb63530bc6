using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>Who sees whose presence: a session that joined a room sees its companion come and go until it leaves the room or ends. Part of a <see cref="SessionRegistry"/>.</summary>
internal sealed class PresenceWatchers
{
    /// <summary>Those who watch one user, and what they were shown last.</summary>
    private sealed class Watchers : HashSet<IActorRef>
    {
        public bool AreShownOnline { get; set; }
    }

    private readonly Dictionary<Login, Watchers> _watchers = [];

    /// <summary>What each session watches, so that its end undoes it.</summary>
    private readonly Dictionary<IActorRef, HashSet<Login>> _watched = [];

    /// <summary>All users who are watched.</summary>
    public IReadOnlyCollection<Login> Watched => _watchers.Keys;

    /// <summary>Whether those who watch a user see the user online; null if nobody watches.</summary>
    public bool? IsShownOnline(Login login) => _watchers.TryGetValue(login, out var watchers) ? watchers.AreShownOnline : null;

    /// <param name="login">The user.</param>
    /// <param name="watcher">The session.</param>
    /// <param name="online">What it is shown; all who watch the user are shown the same.</param>
    public void Add(Login login, IActorRef watcher, bool online)
    {
        var watchers = Of(_watchers, login);
        watchers.AreShownOnline = online;
        watchers.Add(watcher);
        Of(_watched, watcher).Add(login);
    }

    public void Remove(Login login, IActorRef watcher)
    {
        Remove(_watchers, login, watcher);
        Remove(_watched, watcher, login);
    }

    /// <summary>The session has ended.</summary>
    public void Forget(IActorRef watcher)
    {
        if (_watched.Remove(watcher, out var logins))
        {
            foreach (var login in logins)
            {
                Remove(_watchers, login, watcher);
            }
        }
    }

    /// <summary>A user came or left: one object for all who see it. Those who see it already are not told again.</summary>
    public void Tell(ServerEvent.PresenceChanged presence)
    {
        if (!_watchers.TryGetValue(presence.Login, out var watchers) || watchers.AreShownOnline == presence.Online)
        {
            return;
        }

        watchers.AreShownOnline = presence.Online;
        var shared = new SharedEvent(presence);
        foreach (var watcher in watchers)
        {
            watcher.Tell(shared);
        }
    }

    private static TSet Of<TKey, TSet>(Dictionary<TKey, TSet> sets, TKey key)
        where TKey : notnull
        where TSet : new()
    {
        if (!sets.TryGetValue(key, out var set))
        {
            sets.Add(key, set = new());
        }

        return set;
    }

    private static void Remove<TKey, TSet, TValue>(Dictionary<TKey, TSet> sets, TKey key, TValue value)
        where TKey : notnull
        where TSet : HashSet<TValue>
    {
        if (sets.TryGetValue(key, out var set) && set.Remove(value) && set.Count == 0)
        {
            sets.Remove(key);
        }
    }
}
