using System.Globalization;
using System.Reflection;
using ActorChat.Storage.PostgreSql.Connections;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Schema;

/// <summary>
/// The scripts that create the tables and bring them up to date. They only ever add, so that servers of the release before go on beside the first one of a new
/// release; where that cannot be, a script sets <c>schema-least</c> in <c>meta</c>, and servers that know fewer scripts do not start any more.
/// </summary>
internal static class SchemaScripts
{
    private const string Begin = """
        CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, script text NOT NULL);
        CREATE TABLE IF NOT EXISTS meta (key text COLLATE "C" PRIMARY KEY, value text NOT NULL) WITH (fillfactor = 50)
        """;

    private const string IsMade = "SELECT to_regclass('schema_version') IS NOT NULL AND to_regclass('meta') IS NOT NULL";
    private const string IsForeign = "SELECT to_regclass('users') IS NOT NULL OR to_regclass('journal') IS NOT NULL OR to_regclass('meta') IS NOT NULL";
    private const string Version = "SELECT coalesce(max(version), 0) FROM schema_version";

    private const string AddPartitions = """
        WITH added AS (INSERT INTO projection_offset SELECT n, 0 FROM generate_series(0, $1 - 1) AS n ON CONFLICT DO NOTHING)
        INSERT INTO partition_leases (partition, epoch, in_order) SELECT n, 0, false FROM generate_series(0, $1 - 1) AS n ON CONFLICT DO NOTHING
        """;

    /// <summary>The script beside which no server of an earlier release may go on.</summary>
    private const int Parting = 2;

    /// <summary>Whether a database that has tables needs no script.</summary>
    public static async Task<bool> IsCurrentAsync(NpgsqlConnection connection) => await connection.Command(Version).FirstAsync(row => row.GetInt32(0)) >= Scripts().Count;

    /// <summary>Called by one process at a time.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="partitions">How many partitions the rooms have.</param>
    /// <param name="place">Where the data is, in the operator's terms.</param>
    /// <param name="isAlone">Whether no other process uses the data.</param>
    /// <param name="updating">Is told before each script that changes existing data: it may take minutes.</param>
    /// <exception cref="StorageException">The database cannot be used; nothing in it was changed.</exception>
    public static async Task MigrateAsync(NpgsqlConnection connection, int partitions, string place, bool isAlone, Action<string>? updating = null)
    {
        if (!await connection.Command(IsMade).FirstAsync(row => row.GetBoolean(0)) && await connection.Command(IsForeign).FirstAsync(row => row.GetBoolean(0)))
        {
            throw new StorageException($"{place} has tables of another program: give the server a database of its own");
        }

        await RefuseAsync(connection, partitions, place);
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.Command(Begin).RunAsync();
        var done = await connection.Command(Version).FirstAsync(row => row.GetInt32(0));
        if (done is > 0 and < Parting && !isAlone)
        {
            throw new StorageException($"Servers of an earlier release use {place}: stop all of them before this one starts");
        }

        foreach (var (script, index) in Scripts().Select((script, index) => (script, index)).Skip(done))
        {
            if (done > 0)
            {
                updating?.Invoke(SchemaUpdate.Of(place, index + 1, Scripts().Count));
            }

            await connection.Command(Text(script)).RunAsync();
            await connection.Command("INSERT INTO schema_version VALUES ($1, $2)", Sql.Int(index + 1), Sql.Text(script)).RunAsync();
        }

        await connection.Command(Meta.Add, Sql.Text(Meta.Partitions), Sql.Text(partitions.ToString(CultureInfo.InvariantCulture))).RunAsync();
        await connection.Command(AddPartitions, Sql.Int(partitions)).RunAsync();
        await transaction.CommitAsync();
    }

    private static async Task RefuseAsync(NpgsqlConnection connection, int partitions, string place)
    {
        if (!await connection.Command(IsMade).FirstAsync(row => row.GetBoolean(0)))
        {
            return;
        }

        var known = Scripts().Count;
        if (await Meta.ReadAsync(connection, Meta.SchemaLeast) is { } least && int.Parse(least, CultureInfo.InvariantCulture) > known)
        {
            throw new StorageException($"{place} was changed by a newer server (schema {least}, this one supports {known}): start the newer server, or restore a backup");
        }

        var wanted = partitions.ToString(CultureInfo.InvariantCulture);
        if (await Meta.ReadAsync(connection, Meta.Partitions) is { } stored && stored != wanted)
        {
            throw new StorageException($"{place} was created with actorchat.rooms.partitions = {stored}, not {wanted}: the number cannot be changed");
        }
    }

    private static List<string> Scripts() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith("Schema/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Text(string script)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }
}
