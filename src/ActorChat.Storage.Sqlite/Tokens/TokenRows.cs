using ActorChat.Actors.Common;
using ActorChat.Storage.Sqlite;

namespace ActorChat.Storage.Tokens;

/// <summary>The rows of <c>user_token</c>. What writes them runs in a transaction of its caller's.</summary>
internal static class TokenRows
{
    /// <summary>A token is made only while the password that was checked is the user's, who is neither blocked nor erased.</summary>
    private const string InsertWhile = """
        INSERT INTO user_token (token, user, login_key, created_at, expires_at, last_used)
        SELECT ?1, login, login_key, ?2, ?3, ?4 FROM users
        WHERE login_key = ?5 AND password = ?6 AND blocked_at IS NULL AND erase_begun IS NULL
        """;

    private const string ReplacePasswordWhile = """
        UPDATE users SET password = ?3 WHERE login_key = ?1 AND password = ?2 AND blocked_at IS NULL AND erase_begun IS NULL
        """;

    private const string FindOne = "SELECT user, expires_at, last_used FROM user_token WHERE token = ?";
    private const string DeleteOne = "DELETE FROM user_token WHERE token = ?";
    private const string DeleteAll = "DELETE FROM user_token WHERE login_key = ? RETURNING token";
    private const string Used = "UPDATE user_token SET last_used = ?2 WHERE token = ?1 AND last_used < ?2";
    private const string DeleteEnded = "DELETE FROM user_token WHERE token IN (SELECT token FROM user_token WHERE expires_at <= ?1 LIMIT ?2)";
    private const string FindIdle = "SELECT token FROM user_token WHERE last_used <= ?1 LIMIT ?2";

    /// <summary>Writes a token down; false where this is not the user's password any more, or nobody may log in as the user.</summary>
    public static bool Insert(SqliteSession session, IssuedToken token, Login login, string passwordHash, long now) =>
        session.Prepare(InsertWhile).Bind(1, token.Id).Bind(2, IsoTime.Text(now)).Bind(3, token.ExpiresAt).Bind(4, now).Bind(5, login.Key).Bind(6, passwordHash).Run() == 1;

    /// <summary>Replaces a password; false as for <see cref="Insert"/>.</summary>
    public static bool ReplacePassword(SqliteSession session, Login login, string replaced, string passwordHash) =>
        session.Prepare(ReplacePasswordWhile).Bind(1, login.Key).Bind(2, replaced).Bind(3, passwordHash).Run() == 1;

    public static (AccessToken Token, long LastUsed)? Find(SqliteSession session, string id)
    {
        var find = session.Prepare(FindOne).Bind(1, id);
        if (!find.Step())
        {
            return null;
        }

        var found = (new AccessToken(id, Login.FromStored(find.Text(0)), find.Number(1)), find.Number(2));
        find.Reset();
        return found;
    }

    public static bool Delete(SqliteSession session, string id) => session.Prepare(DeleteOne).Bind(1, id).Run() == 1;

    /// <summary>Deletes the tokens of a user; the answer is which.</summary>
    public static IReadOnlyList<string> DeleteAllOf(SqliteSession session, Login login) => IdsOf(session.Prepare(DeleteAll).Bind(1, login.Key));

    /// <summary>Writes down that a token was used; it never moves back.</summary>
    public static void WriteUse(SqliteSession session, string id, long time) => session.Prepare(Used).Bind(1, id).Bind(2, time).Run();

    public static void DeleteExpired(SqliteSession session, long now, int limit) => session.Prepare(DeleteEnded).Bind(1, now).Bind(2, limit).Run();

    /// <summary>Tokens that were not used since.</summary>
    public static IReadOnlyList<string> IdleSince(SqliteSession session, long since, int limit) => IdsOf(session.Prepare(FindIdle).Bind(1, since).Bind(2, limit));

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
