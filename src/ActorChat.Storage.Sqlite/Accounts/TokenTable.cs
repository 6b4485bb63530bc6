using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tokens;

namespace ActorChat.Storage.Sqlite.Accounts;

/// <summary>The table <c>user_token</c>.</summary>
internal sealed class TokenTable(DatabaseFiles database) : ITokenTable
{
    /// <summary>A token is created only while the checked password is still the user's, and the user is neither blocked nor erased.</summary>
    private const string InsertWhile = """
        INSERT INTO user_token (token, user, login_key, created_at, expires_at, last_used)
        SELECT ?1, login, login_key, ?2, ?3, ?4 FROM users
        WHERE login_key = ?5 AND password = ?6 AND blocked_at IS NULL AND erase_begun IS NULL
        """;

    private const string ReplacePasswordWhile = """
        UPDATE users SET password = ?3 WHERE login_key = ?1 AND password = ?2 AND blocked_at IS NULL AND erase_begun IS NULL
        """;

    private const string ResetPassword = "UPDATE users SET password = ?2 WHERE login_key = ?1 AND erase_begun IS NULL";
    private const string FindOne = "SELECT user, expires_at, last_used FROM user_token WHERE token = ?";
    private const string DeleteOne = "DELETE FROM user_token WHERE token = ?";
    private const string DeleteAll = "DELETE FROM user_token WHERE login_key = ? RETURNING token";
    private const string Used = "UPDATE user_token SET last_used = ?2 WHERE token = ?1 AND last_used < ?2";
    private const string DeleteExpired = "DELETE FROM user_token WHERE token IN (SELECT token FROM user_token WHERE expires_at <= ?1 LIMIT ?2)";
    private const string FindIdle = "SELECT token FROM user_token WHERE last_used <= ?1 LIMIT ?2";

    public Task<bool> AddAsync(NewToken token, string checkedHash) => database.Writer.RunAsync(session => Insert(session, token, checkedHash));

    public Task<IReadOnlyList<string>?> ReplacePasswordAsync(NewToken token, string checkedHash, string newHash) => database.Writer.RunAsync<IReadOnlyList<string>?>(session =>
    {
        if (session.Prepare(ReplacePasswordWhile).Bind(1, token.Login.Key).Bind(2, checkedHash).Bind(3, newHash).Run() != 1)
        {
            return null;
        }

        var deleted = DeleteAllOf(session, token.Login);
        Insert(session, token, newHash);
        return deleted;
    });

    public Task<IReadOnlyList<string>?> ResetPasswordAsync(Login login, string newHash) => database.Writer.RunAsync<IReadOnlyList<string>?>(session =>
        session.Prepare(ResetPassword).Bind(1, login.Key).Bind(2, newHash).Run() == 1 ? DeleteAllOf(session, login) : null);

    public Task<StoredToken?> FindAsync(string id) => database.Readers.RunAsync(session => Find(session, id));

    public Task<bool> DeleteAsync(string id) => database.Writer.RunAsync(session => Delete(session, id));

    public Task<IReadOnlyList<string>> DeleteAllAsync(Login login) => database.Writer.RunAsync(session => DeleteAllOf(session, login));

    public Task<IReadOnlyList<string>?> BlockAsync(Login login, long now) =>
        database.Writer.RunAsync(session => AccountTable.SetBlocked(session, login, now) ? DeleteAllOf(session, login) : null);

    public Task WriteUsesAsync(IReadOnlyList<KeyValuePair<string, long>> uses) => database.Writer.RunAsync(session =>
    {
        foreach (var (id, time) in uses)
        {
            WriteUse(session, id, time);
        }

        return true;
    });

    public Task DeleteEndedAsync(long now, long idleSince, int limit, Func<string, long?> laterUse) => database.Writer.RunAsync(session =>
    {
        session.Prepare(DeleteExpired).Bind(1, now).Bind(2, limit).Run();
        foreach (var id in IdsOf(session.Prepare(FindIdle).Bind(1, idleSince).Bind(2, limit)))
        {
            if (laterUse(id) is { } time)
            {
                WriteUse(session, id, time);
            }
            else
            {
                Delete(session, id);
            }
        }

        return true;
    });

    internal static StoredToken? Find(SqliteSession session, string id)
    {
        var find = session.Prepare(FindOne).Bind(1, id);
        if (!find.Step())
        {
            return null;
        }

        var found = new StoredToken(new AccessToken(id, Login.FromStored(find.Text(0)), find.Number(1)), find.Number(2));
        find.Reset();
        return found;
    }

    /// <summary>Deletes the tokens of a user in the caller's transaction; returns which.</summary>
    internal static IReadOnlyList<string> DeleteAllOf(SqliteSession session, Login login) => IdsOf(session.Prepare(DeleteAll).Bind(1, login.Key));

    private static bool Insert(SqliteSession session, NewToken token, string passwordHash) =>
        session.Prepare(InsertWhile).Bind(1, token.Id).Bind(2, IsoTime.Text(token.CreatedAt)).Bind(3, token.ExpiresAt).Bind(4, token.CreatedAt)
            .Bind(5, token.Login.Key).Bind(6, passwordHash).Run() == 1;

    private static bool Delete(SqliteSession session, string id) => session.Prepare(DeleteOne).Bind(1, id).Run() == 1;

    private static void WriteUse(SqliteSession session, string id, long time) => session.Prepare(Used).Bind(1, id).Bind(2, time).Run();

    private static List<string> IdsOf(Statement rows)
    {
        var ids = new List<string>();
        while (rows.Step())
        {
            ids.Add(rows.Text(0));
        }

        return ids;
    }
}
