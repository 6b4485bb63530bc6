using ActorChat.Storage.PostgreSql.Connections;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Schema;

/// <summary>The table <c>meta</c>: what is true of the data as a whole, by name.</summary>
internal static class Meta
{
    public const string Partitions = "rooms.partitions";
    public const string SchemaLeast = "schema-least";
    public const string Epoch = "epoch";
    public const string History = "history";
    public const string Skeletons = "login-skeletons";
    public const string Probed = "probed";

    public const string Add = "INSERT INTO meta VALUES ($1, $2) ON CONFLICT DO NOTHING";
    public const string Set = "INSERT INTO meta VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    private const string Read = "SELECT value FROM meta WHERE key = $1";

    public static Task<string?> ReadAsync(NpgsqlConnection connection, string key) => connection.Command(Read, Sql.Text(key)).FirstAsync(row => row.GetString(0));

    public static Task WriteAsync(NpgsqlConnection connection, string key, string value) => connection.Command(Set, Sql.Text(key), Sql.Text(value)).RunAsync();
}
