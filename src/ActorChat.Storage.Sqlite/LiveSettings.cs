using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite;

/// <summary>Settings that were changed while a server ran: rows of <c>meta</c>, whose keys begin with <c>live:</c>.</summary>
internal sealed class LiveSettings(DatabaseFiles database) : ILiveSettings
{
    public const string Read = "SELECT substr(key, 6), value FROM meta WHERE key >= 'live:' AND key < 'live;'";
    public const string Set = "INSERT INTO meta VALUES ('live:' || ?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
    private const string Remove = "DELETE FROM meta WHERE key = 'live:' || ?1";

    public Task<IReadOnlyDictionary<string, string>> ReadAsync() => database.Readers.RunAsync<IReadOnlyDictionary<string, string>>(session =>
    {
        var rows = session.Prepare(Read);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Step())
        {
            found.Add(rows.Text(0), rows.Text(1));
        }

        return found;
    });

    public Task SaveAsync(string key, string? value) => database.Writer.RunAsync(session =>
    {
        (value is null ? session.Prepare(Remove).Bind(1, key) : session.Prepare(Set).Bind(1, key).Bind(2, value)).Run();
        return true;
    });
}
