using ActorChat.Storage.Specs;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Tests.Support;

/// <summary>A storage on a temporary SQLite folder, whose tables can be queried.</summary>
public sealed class TestStorage : OpenStorage
{
    private readonly TempFolder? _owned;

    private TestStorage(TempFolder folder, bool owned, SqliteEngine engine, ChatStorage storage)
        : base(storage, engine) => (Folder, _owned, Engine) = (folder, owned ? folder : null, engine);

    public TempFolder Folder { get; }

    internal new SqliteEngine Engine { get; }

    public static async Task<TestStorage> StartAsync(TempFolder? folder = null, string overrides = "", TimeProvider? clock = null)
    {
        var used = folder ?? new TempFolder();
        var (settings, time) = (Settings(overrides), clock ?? TimeProvider.System);
        var engine = await SqliteStorage.OpenEngineAsync(used.Path, settings, time);
        return new TestStorage(used, folder is null, engine, await ChatStorage.OpenAsync(engine, settings, time));
    }

    /// <summary>The rows of a query, each as text with <c>|</c> between its columns, as the sqlite3 shell prints them.</summary>
    public IReadOnlyList<string> Query(string sql, string file = "chat.db")
    {
        using var session = SqliteSession.OpenToRead(Folder.File(file));
        var read = session.Prepare(sql);
        var rows = new List<string>();
        while (read.Step())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, read.Columns).Select(column => read.TextOrNull(column) ?? "")));
        }

        return rows;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _owned?.Dispose();
    }
}
