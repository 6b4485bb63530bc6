using System.Security.Cryptography;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Schema;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.History;

/// <summary>
/// The epoch: the name of this history of the data, kept in the database. Beside it stands where the data was when the epoch was made: which server, on which of
/// its timelines, and which table. A dump that is restored makes another table; a recovery to an earlier moment, and a standby that was promoted, begin another
/// timeline. Then the epoch is renewed. A copy of the files that is started as if after a crash has all of it unchanged: that cannot be seen (docs/backup.md).
/// </summary>
/// <param name="Value">The epoch.</param>
/// <param name="Renewed">Why this start renewed it; null if it did not, or if the data is new.</param>
internal sealed record DataEpoch(string Value, string? Renewed)
{
    private const int Length = 16;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The timeline in the control file is that of the last checkpoint, so the one that is written now is asked for.</summary>
    private const string Where = """
        SELECT system_identifier::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text || '/' || 'meta'::regclass::oid::text, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer::text
        FROM pg_control_system()
        """;

    /// <summary>Finds the epoch, and renews it if need be.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="isAlone">Whether no other process uses the data: beside others the epoch stays, since they know it.</param>
    public static async Task<DataEpoch> SettleAsync(NpgsqlConnection connection, bool isAlone)
    {
        var known = await Meta.ReadAsync(connection, Meta.Epoch);
        if (known is not null && !isAlone)
        {
            return new DataEpoch(known, null);
        }

        var (table, timeline) = await connection.Command(Where).FirstAsync(row => (row.GetString(0), row.GetString(1)));
        var here = $"{table} {timeline}";
        var before = await Meta.ReadAsync(connection, Meta.History);
        var doubt = known is null || before == here ? null
            : before is null || !before.StartsWith($"{table} ", StringComparison.Ordinal) ? "the tables were restored from a dump, or the server is another one"
            : "the server has recovered to an earlier moment, or a standby was promoted";
        var epoch = known is null || doubt is not null ? RandomNumberGenerator.GetString(Letters, Length) : known;
        await using var transaction = await connection.BeginTransactionAsync();
        await Meta.WriteAsync(connection, Meta.Epoch, epoch);
        await Meta.WriteAsync(connection, Meta.History, here);
        await transaction.CommitAsync();
        return new DataEpoch(epoch, doubt);
    }
}
