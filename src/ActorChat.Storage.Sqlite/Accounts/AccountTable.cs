using System.Globalization;
using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Accounts;

/// <summary>The table <c>users</c>.</summary>
internal sealed class AccountTable(DatabaseFiles database) : IAccountTable
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

    private const string SettleOnline = """
        UPDATE users SET online = NULL, last_seen = iif(erase_begun IS NULL,
            max(coalesce(last_seen, 0), (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'alive_at')), last_seen)
        WHERE online IS NOT NULL
        """;

    internal const string Page = """
        SELECT login, last_seen, login_key FROM users
        WHERE login_key > ?1 AND login_key >= ?2 AND login_key < ?3 AND login_key <> ?4 AND erase_begun IS NULL ORDER BY login_key LIMIT ?5
        """;

    internal const string Describe = """
        SELECT login, last_seen, erase_begun IS NOT NULL, login_key, created_at, blocked_at,
            (SELECT count(*) FROM user_token AS t WHERE t.login_key = u.login_key AND t.expires_at > ?5)
        FROM users AS u WHERE login_key > ?1 AND login_key >= ?2 AND login_key < ?3 ORDER BY login_key LIMIT ?4
        """;

    /// <summary>Users in one write: other writes go between, however many users come and go at once.</summary>
    private const int UsersAtATime = 1000;

    /// <summary>Greater than every login that begins with the text before it.</summary>
    private const string AfterAll = "\U0010FFFF";

    public Task<bool> IsTakenAsync(Login login, string skeleton) => database.Readers.RunAsync(session => IsTaken(session, login, skeleton));

    public Task<bool> AddAsync(NewUser user) => database.Writer.RunAsync(session => !IsTaken(session, user.Login, user.Skeletons.Own)
        && session.Prepare(Insert).Bind(1, user.Login.Name).Bind(2, user.PasswordHash).Bind(3, user.Login.Key).Bind(4, IsoTime.Text(user.CreatedAt))
            .Bind(5, user.Skeletons.Own).Bind(6, user.Skeletons.Lower).Bind(7, user.Skeletons.Upper).Run() == 1);

    public Task<Account?> FindAsync(Login login) => database.Readers.RunAsync(session =>
    {
        var find = session.Prepare(FindAny).Bind(1, login.Key);
        if (!find.Step())
        {
            return null;
        }

        var found = new Account(Login.FromStored(find.Text(0)), find.NumberOrNull(1), find.Number(2) != 0);
        find.Reset();
        return found;
    });

    public Task<Credentials?> FindCredentialsAsync(Login login) => database.Readers.RunAsync(session =>
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

    public Task<bool> ReplaceHashAsync(Login login, string checkedHash, string newHash) => database.Writer.RunAsync(session =>
        session.Prepare(SetPassword).Bind(1, login.Key).Bind(2, checkedHash).Bind(3, newHash).Run() == 1);

    public Task<bool> UnblockAsync(Login login) => database.Writer.RunAsync(session => SetBlocked(session, login, null));

    /// <summary>Blocks a user's logins, or allows them again; false if there is no such user.</summary>
    public static bool SetBlocked(SqliteSession session, Login login, long? since) =>
        session.Prepare(SetBlockedSince).Bind(1, login.Key).Bind(2, since).Run() == 1;

    public Task<IReadOnlyList<UserRow>> ListAsync(string after, string prefix, string except, int limit) => database.Readers.RunAsync<IReadOnlyList<UserRow>>(session =>
    {
        var page = session.Prepare(Page).Bind(1, after).Bind(2, prefix).Bind(3, prefix + AfterAll).Bind(4, except).Bind(5, (long)limit);
        var users = new List<UserRow>();
        while (page.Step())
        {
            users.Add(new UserRow(new Account(Login.FromStored(page.Text(0)), page.NumberOrNull(1)), page.Text(2)));
        }

        return users;
    });

    public Task<IReadOnlyList<UserDetails>> DescribeAsync(string after, string prefix, int limit, long now) => database.Readers.RunAsync<IReadOnlyList<UserDetails>>(session =>
    {
        var page = session.Prepare(Describe).Bind(1, after).Bind(2, prefix).Bind(3, prefix + AfterAll).Bind(4, (long)limit).Bind(5, now);
        var users = new List<UserDetails>();
        while (page.Step())
        {
            var account = new Account(Login.FromStored(page.Text(0)), page.NumberOrNull(1), page.Number(2) != 0);
            users.Add(new UserDetails(account, page.Text(3), page.Text(4), page.NumberOrNull(5), (int)page.Number(6)));
        }

        return users;
    });

    public async Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen)
    {
        foreach (var some in lastSeen.Chunk(UsersAtATime))
        {
            await database.Writer.RunAsync(session => some.Sum(seen => session.Prepare(SetLastSeen).Bind(1, seen.Key.Key).Bind(2, seen.Value).Run()));
        }
    }

    public async Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at)
    {
        foreach (var some in came.Chunk(UsersAtATime))
        {
            await database.Writer.RunAsync(session => some.Sum(login => session.Prepare(SetOnline).Bind(1, login.Key).Run()));
        }

        var now = at.ToString(CultureInfo.InvariantCulture);
        await database.Writer.RunAsync(session => session.Prepare(SetAlive).Bind(1, now).Run());
    }

    public Task SettleOnlineAsync() => database.Writer.RunAsync(session => session.Prepare(SettleOnline).Run());

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
}
