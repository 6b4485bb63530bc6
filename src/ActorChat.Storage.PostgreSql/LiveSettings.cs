using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Schema;

namespace ActorChat.Storage.PostgreSql;

/// <summary>Settings that were changed while a server ran: rows of <c>meta</c>, whose keys begin with <c>live:</c>.</summary>
internal sealed class LiveSettings(Pool reads, Pool writes) : ILiveSettings
{
    public const string Prefix = "live:";
    public const string Read = "SELECT substr(key, 6), value FROM meta WHERE starts_with(key, 'live:')";
    private const string Remove = "DELETE FROM meta WHERE key = $1";

    public async Task<IReadOnlyDictionary<string, string>> ReadAsync() =>
        (await reads.ReadAsync(connection => connection.Command(Read).ListAsync(row => KeyValuePair.Create(row.GetString(0), row.GetString(1))))).ToDictionary();

    public Task SaveAsync(string key, string? value) => writes.WriteAsync(connection => value is null
        ? connection.Command(Remove, Sql.Text(Prefix + key)).RunAsync()
        : connection.Command(Meta.Set, Sql.Text(Prefix + key), Sql.Text(value)).RunAsync());
}
