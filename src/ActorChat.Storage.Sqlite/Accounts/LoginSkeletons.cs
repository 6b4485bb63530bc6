using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Accounts;

/// <summary>
/// The skeletons of all users' logins, including erased ones, in columns of <c>users</c>. A new login with the skeleton of one of them is refused.
/// </summary>
internal static class LoginSkeletons
{
    internal const string Find = "SELECT 1 FROM users WHERE skeleton = ?1 OR lower_skeleton = ?1 OR upper_skeleton = ?1";
    private const string NextUsers = "SELECT id, login FROM users WHERE id > ? ORDER BY id LIMIT 1000";
    private const string Forget = "UPDATE users SET skeleton = NULL, lower_skeleton = NULL, upper_skeleton = NULL";
    private const string SetOthers = "UPDATE users SET lower_skeleton = ?2, upper_skeleton = ?3 WHERE id = ?1";

    /// <summary>Of users from before the rule who look alike, only the first has the skeleton.</summary>
    private const string SetOwn = "UPDATE OR IGNORE users SET skeleton = ?2 WHERE id = ?1";

    private const string MadeBy = "SELECT value FROM meta WHERE key = 'login-skeletons'";
    private const string Sign = "INSERT OR REPLACE INTO meta (key, value) VALUES ('login-skeletons', ?)";

    /// <summary>
    /// Computes all skeletons if they were made by another rule than the current one, or never. Existing users stay, whatever their logins look like.
    /// </summary>
    public static void Refresh(SqliteSession session)
    {
        var madeBy = session.Prepare(MadeBy);
        if (madeBy.Step())
        {
            var version = madeBy.Text(0);
            madeBy.Reset();
            if (version == LoginSkeleton.Version)
            {
                return;
            }
        }

        session.Execute("BEGIN IMMEDIATE");
        session.Execute(Forget);
        for (var users = Next(session, 0); users.Count > 0; users = Next(session, users[^1].Id))
        {
            foreach (var (id, login) in users)
            {
                var skeletons = LoginSkeleton.AllOf(login);
                session.Prepare(SetOthers).Bind(1, id).Bind(2, skeletons.Lower).Bind(3, skeletons.Upper).Run();
                session.Prepare(SetOwn).Bind(1, id).Bind(2, skeletons.Own).Run();
            }
        }

        session.Prepare(Sign).Bind(1, LoginSkeleton.Version).Run();
        session.Execute("COMMIT");
    }

    /// <summary>Whether an existing login has this skeleton.</summary>
    public static bool Has(SqliteSession session, string skeleton)
    {
        var find = session.Prepare(Find).Bind(1, skeleton);
        var found = find.Step();
        if (found)
        {
            find.Reset();
        }

        return found;
    }

    private static List<(long Id, Login Login)> Next(SqliteSession session, long after)
    {
        var users = new List<(long, Login)>();
        var read = session.Prepare(NextUsers).Bind(1, after);
        while (read.Step())
        {
            users.Add((read.Number(0), Login.FromStored(read.Text(1))));
        }

        return users;
    }
}
