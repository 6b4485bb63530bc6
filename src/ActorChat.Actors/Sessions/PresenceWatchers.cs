using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>Who sees whose presence: a session that joined a room sees its companion come and go until it leaves the room or ends. Part of a <see cref="SessionRegistry"/>.</summary>
internal sealed class PresenceWatchers
{
    private readonly Dictionary<Login, HashSet<IActorRef>> _watchers = [];

    /// <summary>What each session watches, so that its end undoes it.</summary>
    private readonly Dictionary<IActorRef, HashSet<Login>> _watched = [];

    public void Add(Login login, IActorRef watcher)
    {
        Of(_watchers, login).Add(watcher);
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

    /// <summary>A user came or left: one object for all who see it.</summary>
    public void Tell(ServerEvent.PresenceChanged presence)
    {
        if (!_watchers.TryGetValue(presence.Login, out var watchers))
        {
            return;
        }

        var shared = new SharedEvent(presence);
        foreach (var watcher in watchers)
        {
            watcher.Tell(shared);
        }
    }

    private static HashSet<TValue> Of<TKey, TValue>(Dictionary<TKey, HashSet<TValue>> sets, TKey key)
        where TKey : notnull
    {
        if (!sets.TryGetValue(key, out var set))
        {
            sets.Add(key, set = []);
        }

        return set;
    }

    private static void Remove<TKey, TValue>(Dictionary<TKey, HashSet<TValue>> sets, TKey key, TValue value)
        where TKey : notnull
    {
        if (sets.TryGetValue(key, out var set) && set.Remove(value) && set.Count == 0)
        {
            sets.Remove(key);
        }
    }
}
