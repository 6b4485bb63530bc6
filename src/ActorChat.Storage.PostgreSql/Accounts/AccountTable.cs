using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Schema;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Accounts;

/// <summary>The table <c>users</c>.</summary>
internal sealed class AccountTable(Pool reads, Pool writes) : IAccountTable
{
    /// <summary>Tells the users of this process from those of others.</summary>
    private readonly long _process = Random.Shared.NextInt64();

    private const string Insert = """
        INSERT INTO users (login, password, login_key, created_at, skeleton, lower_skeleton, upper_skeleton) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING
        """;

    private const string Has = "SELECT 1 FROM users WHERE login_key = $1";
    private const string Find = "SELECT login, last_seen, password, blocked_at FROM users WHERE login_key = $1 AND erase_begun IS NULL";
    private const string FindAny = "SELECT login, last_seen, erase_begun IS NOT NULL FROM users WHERE login_key = $1";
    private const string SetPassword = "UPDATE users SET password = $3 WHERE login_key = $1 AND password = $2 AND erase_begun IS NULL";
    private const string SetBlockedSince = "UPDATE users SET blocked_at = $2 WHERE login_key = $1 AND erase_begun IS NULL";

    private const string SetLastSeen = """
        WITH seen AS (SELECT key, max(time) AS time FROM unnest($1::text[], $2::bigint[]) AS s (key, time) GROUP BY key),
          offline AS (DELETE FROM online_users AS o USING users AS u, seen AS s WHERE o.user_id = u.id AND o.process = $3 AND u.login_key = s.key)
        UPDATE users AS u SET last_seen = s.time FROM seen AS s
        WHERE u.login_key = s.key AND (u.last_seen IS NULL OR u.last_seen < s.time) AND u.erase_begun IS NULL
        """;

    private const string SetOnline = """
        INSERT INTO online_users SELECT id, $2 FROM users WHERE login_key = ANY ($1) AND erase_begun IS NULL ORDER BY id ON CONFLICT DO NOTHING
        """;

    private const string SetAlive = """
        INSERT INTO online_processes VALUES ($1, $2, now()) ON CONFLICT (process) DO UPDATE SET alive_at = excluded.alive_at, renewed_at = excluded.renewed_at
        """;

    /// <summary>The users of processes that have said nothing for longer than this, or of all: they were last seen when that was last said.</summary>
    private const string Settle = """
        WITH dead AS (DELETE FROM online_processes WHERE $1::bigint IS NULL OR renewed_at < now() - $1::bigint * interval '1 second' RETURNING process, alive_at),
          gone AS (DELETE FROM online_users AS o USING dead AS d WHERE o.process = d.process RETURNING o.user_id, d.alive_at),
          seen AS (SELECT user_id, max(alive_at) AS at FROM gone GROUP BY user_id)
        UPDATE users AS u SET last_seen = s.at FROM seen AS s
        WHERE u.id = s.user_id AND u.erase_begun IS NULL AND (u.last_seen IS NULL OR u.last_seen < s.at)
        """;

    internal const string Page = """
        SELECT login, last_seen, login_key FROM users
        WHERE login_key > $1 AND login_key >= $2 AND login_key < $3 AND login_key <> $4 AND erase_begun IS NULL ORDER BY login_key LIMIT $5
        """;

    internal const string Describe = """
        SELECT login, last_seen, erase_begun IS NOT NULL, login_key, created_at, blocked_at,
          (SELECT count(*) FROM user_token AS t WHERE t.login_key = u.login_key AND t.expires_at > $5)
        FROM users AS u WHERE login_key > $1 AND login_key >= $2 AND login_key < $3 ORDER BY login_key LIMIT $4
        """;

    /// <summary>
    /// A process that lives says so every few seconds (<c>sessions.last-seen-interval</c>). Whoever is taken for dead and is not only has users who, after a
    /// crash of it, were last seen earlier than they were.
    /// </summary>
    private static readonly TimeSpan DeadAfter = TimeSpan.FromMinutes(2);

    /// <summary>Users in one write: other writes go between, however many users come and go at once.</summary>
    private const int UsersAtATime = 1000;

    /// <summary>Greater than every login that begins with the text before it.</summary>
    private const string AfterAll = "\U0010FFFF";

    public Task<bool> IsTakenAsync(Login login, string skeleton) => reads.ReadAsync(connection => IsTakenAsync(connection, login, skeleton));

    public Task<bool> AddAsync(NewUser user) => writes.WriteAsync(async connection =>
    {
        await LoginSkeletons.LockAsync(connection, user.Skeletons);
        return !await IsTakenAsync(connection, user.Login, user.Skeletons.Own)
            && await connection.Command(
                Insert, Sql.Text(user.Login.Name), Sql.Text(user.PasswordHash), Sql.Text(user.Login.Key), Sql.Text(IsoTime.Text(user.CreatedAt)),
                Sql.Text(user.Skeletons.Own), Sql.Text(user.Skeletons.Lower), Sql.Text(user.Skeletons.Upper)).RunAsync() == 1;
    });

    public Task<Account?> FindAsync(Login login) => reads.ReadAsync(connection => connection.Command(FindAny, Sql.Text(login.Key))
        .FirstAsync(row => new Account(Login.FromStored(row.GetString(0)), row.NumberOrNull(1), row.GetBoolean(2))));

    public Task<Credentials?> FindCredentialsAsync(Login login) => reads.ReadAsync(connection => connection.Command(Find, Sql.Text(login.Key))
        .FirstAsync(row => new Credentials(new Account(Login.FromStored(row.GetString(0)), row.NumberOrNull(1)), row.GetString(2), !row.IsDBNull(3))));

    public Task<bool> ReplaceHashAsync(Login login, string checkedHash, string newHash) => writes.WriteAsync(async connection =>
        await connection.Command(SetPassword, Sql.Text(login.Key), Sql.Text(checkedHash), Sql.Text(newHash)).RunAsync() == 1);

    public Task<bool> UnblockAsync(Login login) => writes.WriteAsync(connection => SetBlockedAsync(connection, login, null));

    /// <summary>Blocks a user's logins, or allows them again; false if there is no such user.</summary>
    public static async Task<bool> SetBlockedAsync(NpgsqlConnection connection, Login login, long? since) =>
        await connection.Command(SetBlockedSince, Sql.Text(login.Key), Sql.Number(since)).RunAsync() == 1;

    public Task<IReadOnlyList<UserRow>> ListAsync(string after, string prefix, string except, int limit) => reads.ReadAsync<IReadOnlyList<UserRow>>(async connection =>
        await connection.Command(Page, Sql.Text(after), Sql.Text(prefix), Sql.Text(prefix + AfterAll), Sql.Text(except), Sql.Int(limit))
            .ListAsync(row => new UserRow(new Account(Login.FromStored(row.GetString(0)), row.NumberOrNull(1)), row.GetString(2))));

    public Task<IReadOnlyList<UserDetails>> DescribeAsync(string after, string prefix, int limit, long now) => reads.ReadAsync<IReadOnlyList<UserDetails>>(async connection =>
        await connection.Command(Describe, Sql.Text(after), Sql.Text(prefix), Sql.Text(prefix + AfterAll), Sql.Int(limit), Sql.Number(now)).ListAsync(row => new UserDetails(
            new Account(Login.FromStored(row.GetString(0)), row.NumberOrNull(1), row.GetBoolean(2)), row.GetString(3), row.GetString(4), row.NumberOrNull(5), (int)row.GetInt64(6))));

    public async Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen)
    {
        foreach (var some in lastSeen.OrderBy(seen => seen.Key.Key, StringComparer.Ordinal).Chunk(UsersAtATime))
        {
            await writes.WriteAsync(connection => connection.Command(
                SetLastSeen, Sql.Texts([.. some.Select(seen => seen.Key.Key)]), Sql.Numbers([.. some.Select(seen => seen.Value)]), Sql.Number(_process)).RunAsync());
        }
    }

    public async Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at)
    {
        await writes.WriteAsync(async connection =>
        {
            await connection.Command(SetAlive, Sql.Number(_process), Sql.Number(at)).RunAsync();
            return await connection.Command(Settle, Sql.Number((long)DeadAfter.TotalSeconds)).RunAsync();
        });
        foreach (var some in came.Chunk(UsersAtATime))
        {
            await writes.WriteAsync(connection => connection.Command(SetOnline, Sql.Texts([.. some.Select(login => login.Key)]), Sql.Number(_process)).RunAsync());
        }
    }

    /// <summary>It was done when the engine was opened, while no other process could start: users of other processes stay online.</summary>
    public Task SettleOnlineAsync() => Task.CompletedTask;

    internal static Task SettleAsync(NpgsqlConnection connection) => connection.Command(Settle, Sql.Number(null)).RunAsync();

    private static async Task<bool> IsTakenAsync(NpgsqlConnection connection, Login login, string skeleton) =>
        await connection.Command(Has, Sql.Text(login.Key)).FirstAsync(_ => true) || await LoginSkeletons.HasAsync(connection, skeleton);
}
