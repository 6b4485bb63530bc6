using System.Globalization;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Connections;

/// <summary>What the server must be, so that the promises hold on it.</summary>
internal static class ServerRules
{
    private const int LeastVersion = 15;

    private const string Ask = """
        SELECT current_setting('server_version'), current_setting('server_version_num')::integer / 10000, current_setting('fsync'),
          current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('server_encoding'), pg_is_in_recovery()
        """;

    /// <exception cref="StorageException">It is not.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, string place)
    {
        var (version, major, fsync, commit, pages, encoding, isStandby) = await connection.Command(Ask).FirstAsync(row =>
            (row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetBoolean(6)));
        var fault = major < LeastVersion ? string.Create(CultureInfo.InvariantCulture, $"is PostgreSQL {version}: {LeastVersion} or later is needed")
            : fsync != "on" ? "runs with fsync = off: messages that were acknowledged would be lost with the machine"
            : pages != "on" ? "runs with full_page_writes = off: the data would not survive a crash of the machine"
            : commit == "off" ? "runs with synchronous_commit = off: messages that were acknowledged would be lost in a crash"
            : encoding != "UTF8" ? $"has the encoding {encoding}: UTF8 is needed"
            : isStandby ? "is a standby, which cannot be written: name the primary"
            : null;
        if (fault is not null)
        {
            throw new StorageException($"{char.ToUpperInvariant(place[0])}{place[1..]} {fault}");
        }
    }
}
