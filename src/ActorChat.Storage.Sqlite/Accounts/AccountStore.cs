using System.Globalization;
using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;
using ActorChat.Storage.Sqlite;

namespace ActorChat.Storage.Accounts;

/// <summary>The users, in the table <c>users</c>. What is asked for often is answered from a bounded cache.</summary>
public sealed class AccountStore : IAccounts
{
    private const string Insert = """
        INSERT INTO users (login, password, login_key, created_at, skeleton, lower_skeleton, upper_skeleton) VALUES (?, ?, ?, ?, ?, ?, ?)
        """;


    private const string Has = "SELECT 1 FROM users WHERE login_key = ?";
    private const string Find = "SELECT login, last_seen, password, blocked_at FROM users WHERE login_key = ? AND erase_begun IS NULL";
    private const string FindAny = "SELECT login, last_seen, erase_begun IS NOT NULL FROM users WHERE login_key = ?";
    private const string SetPassword = "UPDATE users SET password = ?3 WHERE login_key = ?1 AND password = ?2 AND erase_begun IS NULL";
    private const string SetBlockedSince = "UPDATE users SET blocked_at = ?2 WHERE login_key = ?1 AND erase_begun IS NULL";

    private const string SetLastSeen = """
        UPDATE users SET last_seen = max(coalesce(last_seen, 0), ?2), online = NULL
        WHERE login_key = ?1 AND (online IS NOT NULL OR last_seen IS NULL OR last_seen < ?2) AND erase_begun IS NULL
        """;

    private const string SetOnline = "UPDATE users SET online = 1 WHERE login_key = ?1 AND online IS NULL AND erase_begun IS NULL";
    private const string SetAlive = "INSERT INTO meta VALUES ('alive_at', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1";

    /// <summary>Nobody is online before the server listens; whoever was when it last said so was seen then.</summary>
    private const string SettleOnline = """
        UPDATE users SET online = NULL, last_seen = iif(erase_begun IS NULL,
            max(coalesce(last_seen, 0), (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'alive_at')), last_seen)
        WHERE online IS NOT NULL
        """;

    /// <summary>Users in one write: others' come in between, however many come and go at once.</summary>
    private const int UsersAtATime = 1000;

    internal const string Page = """
        SELECT login, last_seen, login_key FROM users
        WHERE login_key > ?1 AND login_key >= ?2 AND login_key < ?3 AND login_key <> ?4 AND erase_begun IS NULL ORDER BY login_key LIMIT ?5
        """;

    /// <summary>Greater than every login that begins with what stands before it.</summary>
    private const string AfterAll = "\U0010FFFF";

    private readonly ChatDatabase _database;
    private readonly TimeProvider _clock;
    private readonly GenerationCache<string, Account> _known;

    internal AccountStore(ChatDatabase database, int cache, TimeProvider clock) =>
        (_database, _clock, _known) = (database, clock, new GenerationCache<string, Account>(cache));

    public ValueTask<Account?> FindAsync(Login login) =>
        _known.TryGet(login.Key, out var account) ? ValueTask.FromResult<Account?>(account) : new ValueTask<Account?>(ReadAccountAsync(login));

    /// <summary>Whether a new user cannot have this login: somebody has or had it in whatever spelling, or has one that looks like it.</summary>
    public Task<bool> IsTakenAsync(Login login)
    {
        var skeleton = LoginSkeleton.Of(login.Name);
        return _database.Readers.RunAsync(session => IsTaken(session, login, skeleton));
    }

    /// <summary>Adds a user; false when the login is taken, as <see cref="IsTakenAsync"/> says. When the answer comes, the user is on disk.</summary>
    public Task<bool> RegisterAsync(Login login, string passwordHash)
    {
        var now = IsoTime.Text(_clock.GetUtcNow().ToUnixTimeMilliseconds());
        var skeletons = LoginSkeleton.AllOf(login);
        return _database.Writer.RunAsync(session => !IsTaken(session, login, skeletons.Own)
            && session.Prepare(Insert).Bind(1, login.Name).Bind(2, passwordHash).Bind(3, login.Key).Bind(4, now)
                .Bind(5, skeletons.Own).Bind(6, skeletons.Lower).Bind(7, skeletons.Upper).Run() == 1);
    }

    /// <summary>What a login is checked against; null when there is no such user.</summary>
    public Task<Credentials?> FindForLoginAsync(Login login) => _database.Readers.RunAsync(session =>
    {
        var find = session.Prepare(Find).Bind(1, login.Key);
        if (!find.Step())
        {
            return null;
        }

        var found = new Credentials(new Account(Login.FromStored(find.Text(0)), find.NumberOrNull(1)), find.Text(2), find.NumberOrNull(3) is not null);
        find.Reset();
        return found;
    });

    /// <summary>Replaces the hash of a user's password by one of the same password; false when the hash that was checked is not the stored one any more.</summary>
    public Task<bool> RehashAsync(Credentials verified, string passwordHash) => _database.Writer.RunAsync(session =>
        session.Prepare(SetPassword).Bind(1, verified.Account.Login.Key).Bind(2, verified.PasswordHash).Bind(3, passwordHash).Run() == 1);

    /// <summary>Lets a blocked user log in again; false when there is no such user. When the answer comes, it is on disk.</summary>
    public Task<bool> UnblockAsync(Login login) =>
        _database.Writer.RunAsync(session => SetBlocked(session, login, null));

    /// <summary>Blocks a user's logins, or lets them again; false when there is no such user.</summary>
    internal static bool SetBlocked(SqliteSession session, Login login, long? since) =>
        session.Prepare(SetBlockedSince).Bind(1, login.Key).Bind(2, since).Run() == 1;

    /// <summary>A page of users in login order.</summary>
    /// <param name="except">A user to leave out.</param>
    /// <param name="prefix">The beginning that their logins have, in whatever case; null or empty for all.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cursor">Where to go on: <see cref="UserPage.Next"/> of the page before.</param>
    /// <returns>Null when the cursor is none.</returns>
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

        return await _database.Readers.RunAsync(session =>
        {
            // One more than asked for tells whether there is a next page.
            var page = session.Prepare(Page).Bind(1, after).Bind(2, from).Bind(3, from + AfterAll).Bind(4, except?.Key ?? "").Bind(5, limit + 1L);
            var users = new List<Account>();
            var last = "";
            while (page.Step())
            {
                if (users.Count == limit)
                {
                    page.Reset();
                    return new UserPage(users, Cursor.From(last));
                }

                users.Add(new Account(Login.FromStored(page.Text(0)), page.NumberOrNull(1)));
                last = page.Text(2);
            }

            return new UserPage(users, null);
        });
    }

    public async Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen)
    {
        foreach (var some in lastSeen.Chunk(UsersAtATime))
        {
            await _database.Writer.RunAsync(session => some.Sum(seen => session.Prepare(SetLastSeen).Bind(1, seen.Key.Key).Bind(2, seen.Value).Run()));
        }

        foreach (var (login, time) in lastSeen)
        {
            _known.Update(login.Key, account => !account.IsErased && (account.LastSeen ?? 0) < time ? account with { LastSeen = time } : account);
        }
    }

    public async Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at)
    {
        foreach (var some in came.Chunk(UsersAtATime))
        {
            await _database.Writer.RunAsync(session => some.Sum(login => session.Prepare(SetOnline).Bind(1, login.Key).Run()));
        }

        var now = at.ToString(CultureInfo.InvariantCulture);
        await _database.Writer.RunAsync(session => session.Prepare(SetAlive).Bind(1, now).Run());
    }

    /// <summary>After a crash: whoever was online then was last seen when the server last said that it was alive.</summary>
    internal Task SettleOnlineAsync() => _database.Writer.RunAsync(session => session.Prepare(SettleOnline).Run());

    /// <summary>The account is erased: what is remembered of it is not true any more.</summary>
    internal void Forget(Login login) => _known.Remove(login.Key);

    private static bool IsTaken(SqliteSession session, Login login, string skeleton)
    {
        var find = session.Prepare(Has).Bind(1, login.Key);
        var found = find.Step();
        if (found)
        {
            find.Reset();
        }

        return found || LoginSkeletons.Has(session, skeleton);
    }

    private async Task<Account?> ReadAccountAsync(Login login)
    {
        var version = _known.Version;
        var found = await _database.Readers.RunAsync(session => FindAccount(session, login));
        if (found is not null)
        {
            _known.TrySet(login.Key, found, version);
        }

        return found;
    }

    private static Account? FindAccount(SqliteSession session, Login login)
    {
        var find = session.Prepare(FindAny).Bind(1, login.Key);
        if (!find.Step())
        {
            return null;
        }

        var found = new Account(Login.FromStored(find.Text(0)), find.NumberOrNull(1), find.Number(2) != 0);
        find.Reset();
        return found;
    }
}
