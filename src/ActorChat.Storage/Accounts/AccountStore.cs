using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;
using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Accounts;

/// <summary>The users. Frequent look-ups are answered from a bounded cache.</summary>
public sealed class AccountStore : IAccounts
{
    private readonly IAccountTable _table;
    private readonly TimeProvider _clock;
    private readonly GenerationCache<string, Known> _known;

    /// <summary>How long an account that was read is answered from memory.</summary>
    private TimeSpan _life = Timeout.InfiniteTimeSpan;

    internal AccountStore(IAccountTable table, int cache, TimeProvider clock) =>
        (_table, _clock, _known) = (table, clock, new GenerationCache<string, Known>(cache));

    public ValueTask<Account?> FindAsync(Login login) =>
        _known.TryGet(login.Key, out var known) && IsYoung(known) ? ValueTask.FromResult<Account?>(known.Account) : new ValueTask<Account?>(ReadAsync(login));

    /// <summary>Whether a new user cannot have this login: it exists or existed in some spelling, or an existing one looks like it.</summary>
    public Task<bool> IsTakenAsync(Login login) => _table.IsTakenAsync(login, LoginSkeleton.Of(login.Name));

    /// <summary>Adds a user; false if the login is taken, as <see cref="IsTakenAsync"/> says. When the answer comes, the user is on disk.</summary>
    public Task<bool> RegisterAsync(Login login, string passwordHash) =>
        _table.AddAsync(new NewUser(login, LoginSkeleton.AllOf(login), passwordHash, _clock.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>What a login is checked against; null if there is no such user.</summary>
    public Task<Credentials?> FindForLoginAsync(Login login) => _table.FindCredentialsAsync(login);

    /// <summary>Replaces the hash of a user's password by one of the same password; false if the checked hash is no longer the stored one.</summary>
    public Task<bool> RehashAsync(Credentials verified, string passwordHash) => _table.ReplaceHashAsync(verified.Account.Login, verified.PasswordHash, passwordHash);

    /// <summary>Lets a blocked user log in again; false if there is no such user. When the answer comes, it is on disk.</summary>
    public Task<bool> UnblockAsync(Login login) => _table.UnblockAsync(login);

    /// <summary>A page of users in login order.</summary>
    /// <param name="except">A user to leave out.</param>
    /// <param name="prefix">The beginning of their logins, ignoring case; null or empty for all.</param>
    /// <param name="limit">The most users.</param>
    /// <param name="cursor">Where to continue: <see cref="UserPage.Next"/> of the previous page.</param>
    /// <returns>Null if the cursor is invalid.</returns>
    public async Task<UserPage?> PageAsync(Login? except, string? prefix, int limit, string? cursor)
    {
        var after = string.IsNullOrEmpty(cursor) ? "" : Cursor.Read(cursor);
        if (after is null)
        {
            return null;
        }

        if (Login.KeyPrefix(prefix ?? "") is not { } from)
        {
            return new UserPage([], null);
        }

        // One more than asked for shows whether there is a next page.
        var found = await _table.ListAsync(after, from, except?.Key ?? "", limit + 1);
        var users = found.Take(limit).Select(user => user.Account).ToList();
        return new UserPage(users, found.Count > limit ? Cursor.From(found[limit - 1].Key) : null);
    }

    /// <summary>What operators may know of a user, erased ones too; null if there is none.</summary>
    public async Task<UserDetails?> DescribeAsync(Login login)
    {
        // Of the keys that begin with a key, the key itself is the first.
        var found = await _table.DescribeAsync("", login.Key, 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        return found is [var user] && user.Key == login.Key ? user : null;
    }

    /// <summary>A page of users with what operators may know of them, erased ones too; null if the cursor is invalid.</summary>
    /// <inheritdoc cref="PageAsync"/>
    public async Task<UserDetailsPage?> DescribePageAsync(string? prefix, int limit, string? cursor)
    {
        var after = string.IsNullOrEmpty(cursor) ? "" : Cursor.Read(cursor);
        if (after is null)
        {
            return null;
        }

        if (Login.KeyPrefix(prefix ?? "") is not { } from)
        {
            return new UserDetailsPage([], null);
        }

        var found = await _table.DescribeAsync(after, from, limit + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new UserDetailsPage([.. found.Take(limit)], found.Count > limit ? Cursor.From(found[limit - 1].Key) : null);
    }

    public async Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen)
    {
        await _table.SaveLastSeenAsync(lastSeen);
        foreach (var (login, time) in lastSeen)
        {
            _known.Update(login.Key, known => !known.Account.IsErased && (known.Account.LastSeen ?? 0) < time ? known with { Account = known.Account with { LastSeen = time } } : known);
        }
    }

    public Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at) => _table.SaveOnlineAsync(came, at);

    /// <summary>Other servers change accounts too: from now on one is answered from memory only so long after it was read.</summary>
    internal void ForgetAfter(TimeSpan life) => _life = life;

    /// <summary>The account is erased, so the cached one is no longer true.</summary>
    public void Forget(Login login) => _known.Remove(login.Key);

    private async Task<Account?> ReadAsync(Login login)
    {
        var (version, read) = (_known.Version, _clock.GetTimestamp());
        var found = await _table.FindAsync(login);
        if (found is not null)
        {
            _known.TrySet(login.Key, new Known(found, read), version);
        }

        return found;
    }

    private bool IsYoung(Known known) => _life == Timeout.InfiniteTimeSpan || _clock.GetElapsedTime(known.ReadAt) < _life;

    /// <param name="Account">The account.</param>
    /// <param name="ReadAt">A timestamp of the clock from before it was read.</param>
    private sealed record Known(Account Account, long ReadAt);
}
