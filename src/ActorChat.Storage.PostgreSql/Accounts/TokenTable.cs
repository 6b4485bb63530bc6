using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.Tokens;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Accounts;

/// <summary>The table <c>user_token</c>. Whoever depends on a user's row locks it, so that of two who change the same user one sees what the other did.</summary>
internal sealed class TokenTable(Pool reads, Pool writes) : ITokenTable
{
    /// <summary>A token is created only while the checked password is still the user's, and the user is neither blocked nor erased.</summary>
    private const string InsertWhile = """
        INSERT INTO user_token (token, "user", login_key, created_at, expires_at, last_used)
        SELECT $1, login, login_key, $2, $3, $4 FROM users
        WHERE login_key = $5 AND password = $6 AND blocked_at IS NULL AND erase_begun IS NULL FOR SHARE
        """;

    private const string ReplacePasswordWhile = """
        UPDATE users SET password = $3 WHERE login_key = $1 AND password = $2 AND blocked_at IS NULL AND erase_begun IS NULL
        """;

    private const string ResetPassword = "UPDATE users SET password = $2 WHERE login_key = $1 AND erase_begun IS NULL";
    private const string FindOne = """SELECT "user", expires_at, last_used FROM user_token WHERE token = $1""";
    private const string DeleteOne = "DELETE FROM user_token WHERE token = $1";
    private const string DeleteAll = "DELETE FROM user_token WHERE login_key = $1 RETURNING token";
    private const string DeleteSome = "DELETE FROM user_token WHERE token = ANY ($1)";

    private const string Used = """
        UPDATE user_token AS t SET last_used = u.time FROM unnest($1::text[], $2::bigint[]) AS u (token, time) WHERE t.token = u.token AND t.last_used < u.time
        """;

    private const string DeleteExpired = """
        DELETE FROM user_token WHERE token IN (SELECT token FROM user_token WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>Another process may be at the same tokens: each takes some.</summary>
    private const string FindIdle = "SELECT token FROM user_token WHERE last_used <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED";

    public Task<bool> AddAsync(NewToken token, string checkedHash) => writes.WriteAsync(connection => InsertAsync(connection, token, checkedHash));

    public Task<IReadOnlyList<string>?> ReplacePasswordAsync(NewToken token, string checkedHash, string newHash) => writes.WriteAsync<IReadOnlyList<string>?>(async connection =>
    {
        if (await connection.Command(ReplacePasswordWhile, Sql.Text(token.Login.Key), Sql.Text(checkedHash), Sql.Text(newHash)).RunAsync() != 1)
        {
            return null;
        }

        var deleted = await DeleteAllOfAsync(connection, token.Login);
        await InsertAsync(connection, token, newHash);
        return deleted;
    });

    public Task<IReadOnlyList<string>?> ResetPasswordAsync(Login login, string newHash) => writes.WriteAsync<IReadOnlyList<string>?>(async connection =>
        await connection.Command(ResetPassword, Sql.Text(login.Key), Sql.Text(newHash)).RunAsync() == 1 ? await DeleteAllOfAsync(connection, login) : null);

    public async Task<StoredToken?> FindAsync(string id) => await reads.ReadAsync(connection => connection.Command(FindOne, Sql.Text(id))
        .FirstAsync<StoredToken?>(row => new StoredToken(new AccessToken(id, Login.FromStored(row.GetString(0)), row.GetInt64(1)), row.GetInt64(2))));

    public Task<bool> DeleteAsync(string id) => writes.WriteAsync(async connection => await connection.Command(DeleteOne, Sql.Text(id)).RunAsync() == 1);

    public Task<IReadOnlyList<string>> DeleteAllAsync(Login login) => writes.WriteAsync(connection => DeleteAllOfAsync(connection, login));

    public Task<IReadOnlyList<string>?> BlockAsync(Login login, long now) => writes.WriteAsync(async connection =>
        await AccountTable.SetBlockedAsync(connection, login, now) ? await DeleteAllOfAsync(connection, login) : null);

    public Task WriteUsesAsync(IReadOnlyList<KeyValuePair<string, long>> uses) => writes.WriteAsync(connection => WriteUsesAsync(connection, uses));

    public Task DeleteEndedAsync(long now, long idleSince, int limit, Func<string, long?> laterUse) => writes.WriteAsync(async connection =>
    {
        await connection.Command(DeleteExpired, Sql.Number(now), Sql.Int(limit)).RunAsync();
        var (later, idle) = (new List<KeyValuePair<string, long>>(), new List<string>());
        foreach (var id in await connection.Command(FindIdle, Sql.Number(idleSince), Sql.Int(limit)).ListAsync(row => row.GetString(0)))
        {
            if (laterUse(id) is { } time)
            {
                later.Add(new(id, time));
            }
            else
            {
                idle.Add(id);
            }
        }

        await WriteUsesAsync(connection, later);
        return await connection.Command(DeleteSome, Sql.Texts([.. idle])).RunAsync();
    });

    /// <summary>Deletes the tokens of a user in the caller's transaction, which has the user's row; returns which.</summary>
    internal static async Task<IReadOnlyList<string>> DeleteAllOfAsync(NpgsqlConnection connection, Login login) =>
        await connection.Command(DeleteAll, Sql.Text(login.Key)).ListAsync(row => row.GetString(0));

    private static async Task<bool> InsertAsync(NpgsqlConnection connection, NewToken token, string passwordHash) => await connection.Command(
        InsertWhile, Sql.Text(token.Id), Sql.Text(IsoTime.Text(token.CreatedAt)), Sql.Number(token.ExpiresAt), Sql.Number(token.CreatedAt),
        Sql.Text(token.Login.Key), Sql.Text(passwordHash)).RunAsync() == 1;

    private static Task<int> WriteUsesAsync(NpgsqlConnection connection, IReadOnlyCollection<KeyValuePair<string, long>> uses) =>
        connection.Command(Used, Sql.Texts([.. uses.Select(use => use.Key)]), Sql.Numbers([.. uses.Select(use => use.Value)])).RunAsync();
}
