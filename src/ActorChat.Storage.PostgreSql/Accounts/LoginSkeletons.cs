using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Schema;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Accounts;

/// <summary>The skeletons of all users' logins, including erased ones, in columns of <c>users</c>. A new login with the skeleton of one of them is refused.</summary>
internal static class LoginSkeletons
{
    internal const string Find = "SELECT 1 FROM users WHERE skeleton = $1 OR lower_skeleton = $1 OR upper_skeleton = $1";

    /// <summary>Users who are computed at a time.</summary>
    private const int Some = 1000;

    private const string Next = "SELECT id, login FROM users WHERE id > $1 ORDER BY id LIMIT $2";
    private const string Forget = "UPDATE users SET skeleton = NULL, lower_skeleton = NULL, upper_skeleton = NULL";
    private const string SetOthers = "UPDATE users SET lower_skeleton = $2, upper_skeleton = $3 WHERE id = $1";

    /// <summary>Of users from before the rule who look alike, only the first has the skeleton.</summary>
    private const string SetOwn = "UPDATE users SET skeleton = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM users WHERE skeleton = $2)";

    // Any number beside the one of LivingProcess.
    private const string LockOne = "SELECT pg_advisory_xact_lock(16708, hashtext($1))";

    /// <summary>Computes all skeletons if they were made by another rule than the current one, or never. Existing users stay, whatever they look like.</summary>
    public static async Task RefreshAsync(NpgsqlConnection connection)
    {
        if (await Meta.ReadAsync(connection, Meta.Skeletons) == LoginSkeleton.Version)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync();
        await connection.Command(Forget).RunAsync();
        for (var users = await NextAsync(connection, 0); users.Count > 0; users = await NextAsync(connection, users[^1].Id))
        {
            foreach (var (id, login) in users)
            {
                var skeletons = LoginSkeleton.AllOf(login);
                await using var batch = new NpgsqlBatch(connection);
                batch.Add(SetOthers, Sql.Number(id), Sql.Text(skeletons.Lower), Sql.Text(skeletons.Upper));
                batch.Add(SetOwn, Sql.Number(id), Sql.Text(skeletons.Own));
                await batch.ExecuteNonQueryAsync();
            }
        }

        await Meta.WriteAsync(connection, Meta.Skeletons, LoginSkeleton.Version);
        await transaction.CommitAsync();
    }

    /// <summary>Whether an existing login has this skeleton.</summary>
    public static async Task<bool> HasAsync(NpgsqlConnection connection, string skeleton) =>
        await connection.Command(Find, Sql.Text(skeleton)).FirstAsync(_ => true);

    /// <summary>Lets nobody else add a look-alike until the transaction ends; always in the same order, so that two never wait for each other.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, LoginSkeletonSet skeletons)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var skeleton in new[] { skeletons.Own, skeletons.Lower, skeletons.Upper }.OfType<string>().Order(StringComparer.Ordinal))
        {
            batch.Add(LockOne, Sql.Text(skeleton));
        }

        await batch.ExecuteNonQueryAsync();
    }

    private static Task<List<(long Id, Login Login)>> NextAsync(NpgsqlConnection connection, long after) =>
        connection.Command(Next, Sql.Number(after), Sql.Int(Some)).ListAsync(row => (row.GetInt64(0), Login.FromStored(row.GetString(1))));
}
