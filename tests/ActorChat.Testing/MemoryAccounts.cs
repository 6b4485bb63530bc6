using System.Collections.Concurrent;
using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Testing;

/// <summary>Accounts in memory. A look-up completes at once unless the gate is shut or fails.</summary>
public sealed class MemoryAccounts : IAccounts
{
    private readonly ConcurrentDictionary<Login, long?> _lastSeen = [];
    private readonly ConcurrentDictionary<Login, bool> _erased = [];
    private volatile bool _slow;

    /// <summary>Called for each look-up that does not complete at once.</summary>
    public sealed record LookedUp(Login Login);

    /// <summary>Called for each save.</summary>
    public sealed record LastSeenSaved(IReadOnlyCollection<KeyValuePair<Login, long>> Seen);

    public Gate LookUps { get; } = new();

    public Gate Saves { get; } = new();

    /// <summary>Who is told of slow look-ups and of saves.</summary>
    public IActorRef Listener { get; set; } = ActorRefs.Nobody;

    public MemoryAccounts With(params Login[] logins)
    {
        foreach (var login in logins)
        {
            _lastSeen[login] = null;
        }

        return this;
    }

    /// <summary>The user is erased from now on.</summary>
    public void Erase(Login login) => _erased[login] = true;

    public void Seen(Login login, long when) => _lastSeen[login] = when;

    /// <summary>From now on every look-up passes the gate.</summary>
    public void LookUpSlowly() => _slow = true;

    public ValueTask<Account?> FindAsync(Login login) => _slow ? new ValueTask<Account?>(FindSlowlyAsync(login)) : ValueTask.FromResult(Find(login));

    public async Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen)
    {
        Listener.Tell(new LastSeenSaved(lastSeen), ActorRefs.NoSender);
        await Saves.PassAsync().ConfigureAwait(false);
        foreach (var (login, when) in lastSeen)
        {
            _lastSeen[login] = when;
        }
    }

    /// <summary>Who came was saved, and that the server was alive then.</summary>
    public sealed record OnlineSaved(IReadOnlyCollection<Login> Came, long At);

    public async Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at)
    {
        Listener.Tell(new OnlineSaved(came, at), ActorRefs.NoSender);
        await Saves.PassAsync().ConfigureAwait(false);
    }

    private async Task<Account?> FindSlowlyAsync(Login login)
    {
        Listener.Tell(new LookedUp(login), ActorRefs.NoSender);
        await LookUps.PassAsync().ConfigureAwait(false);
        return Find(login);
    }

    /// <summary>In the spelling that was registered.</summary>
    private Account? Find(Login login)
    {
        var known = _lastSeen.FirstOrDefault(entry => entry.Key == login);
        return known.Key == login ? new Account(known.Key, known.Value, _erased.ContainsKey(login)) : null;
    }
}
