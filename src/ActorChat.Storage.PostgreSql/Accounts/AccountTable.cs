using System.Globalization;
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
          offline AS (DELETE FROM online_users USING users AS u, seen AS s WHERE online_users.user_id = u.id AND u.login_key = s.key)
        UPDATE users AS u SET last_seen = s.time FROM seen AS s
        WHERE u.login_key = s.key AND (u.last_seen IS NULL OR u.last_seen < s.time) AND u.erase_begun IS NULL
        """;

    private const string SetOnline = """
        INSERT INTO online_users SELECT id FROM users WHERE login_key = ANY ($1) AND erase_begun IS NULL ORDER BY id ON CONFLICT DO NOTHING
        """;

    private const string Settle = """
        WITH gone AS (DELETE FROM online_users RETURNING user_id), alive AS (SELECT value::bigint AS at FROM meta WHERE key = 'alive_at')
        UPDATE users AS u SET last_seen = a.at FROM gone AS g, alive AS a
        WHERE u.id = g.user_id AND u.erase_begun IS NULL AND (u.last_seen IS NULL OR u.last_seen < a.at)
        """;

    internal const string Page = """
        SELECT login, last_seen, login_key FROM users
        WHERE login_key > $1 AND login_key >= $2 AND login_key < $3 AND login_key <> $4 AND erase_begun IS NULL ORDER BY login_key LIMIT $5
        """;

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

    public async Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen)
    {
        foreach (var some in lastSeen.OrderBy(seen => seen.Key.Key, StringComparer.Ordinal).Chunk(UsersAtATime))
        {
            await writes.WriteAsync(connection => connection.Command(
                SetLastSeen, Sql.Texts([.. some.Select(seen => seen.Key.Key)]), Sql.Numbers([.. some.Select(seen => seen.Value)])).RunAsync());
        }
    }

    public async Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at)
    {
        foreach (var some in came.Chunk(UsersAtATime))
        {
            await writes.WriteAsync(connection => connection.Command(SetOnline, Sql.Texts([.. some.Select(login => login.Key)])).RunAsync());
        }

        var now = at.ToString(CultureInfo.InvariantCulture);
        await writes.WriteAsync(connection => connection.Command(Meta.Set, Sql.Text(Meta.AliveAt), Sql.Text(now)).RunAsync());
    }

    /// <summary>It was done when the engine was opened, while no other process could start: users of other processes stay online.</summary>
    public Task SettleOnlineAsync() => Task.CompletedTask;

    internal static Task SettleAsync(NpgsqlConnection connection) => connection.Command(Settle).RunAsync();

    private static async Task<bool> IsTakenAsync(NpgsqlConnection connection, Login login, string skeleton) =>
        await connection.Command(Has, Sql.Text(login.Key)).FirstAsync(_ => true) || await LoginSkeletons.HasAsync(connection, skeleton);
}
