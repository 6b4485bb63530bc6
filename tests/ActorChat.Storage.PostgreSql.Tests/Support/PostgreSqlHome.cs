using ActorChat.Storage.Engine;
using ActorChat.Storage.Specs;
using ActorChat.Testing;

namespace ActorChat.Storage.PostgreSql.Tests.Support;

/// <summary>A database for the PostgreSQL engine: a copy of an empty one, which is faster than to create the tables each time.</summary>
public sealed class PostgreSqlHome : IEngineHome
{
    private const string Template = "actorchat_template";

    private static readonly Lazy<Task> MadeTemplate = new(() => Task.Run(MakeTemplateAsync));

    private readonly PostgresServer _server;
    private readonly string _database = $"home_{Guid.NewGuid():N}";
    private readonly Lazy<Task> _made;

    /// <summary>A home without data.</summary>
    /// <param name="server">Another server than the one of most tests, which copies no template.</param>
    public PostgreSqlHome(PostgresServer? server = null)
    {
        _server = server ?? PostgresServer.Shared;
        _made = new Lazy<Task>(async () =>
        {
            if (server is null)
            {
                await MadeTemplate.Value;
            }

            _server.Run("createdb", server is null ? [_database, "-T", Template] : [_database]);
        });
    }

    public string ConnectionString => _server.ConnectionTo(_database);

    public async Task<IStorageEngine> OpenAsync(StorageSettings settings, TimeProvider clock) => await OpenEngineAsync(settings, clock);

    internal async Task<PostgreSqlEngine> OpenEngineAsync(StorageSettings? settings = null, TimeProvider? clock = null)
    {
        await _made.Value;
        return await PostgreSqlStorage.OpenEngineAsync(ConnectionString, settings ?? OpenStorage.Settings(), clock ?? TimeProvider.System);
    }

    /// <summary>Runs SQL as the superuser; the rows as psql prints them.</summary>
    public string Query(string sql) => _server.Query(_database, sql);

    public void Dispose()
    {
        if (_made.IsValueCreated)
        {
            _server.Run("dropdb", "--force", _database);
        }
    }

    private static async Task MakeTemplateAsync()
    {
        PostgresServer.Shared.Run("createdb", Template);
        await (await PostgreSqlStorage.OpenEngineAsync(PostgresServer.Shared.ConnectionTo(Template), OpenStorage.Settings(), TimeProvider.System)).DisposeAsync();
        PostgresServer.Shared.Query(Template, "DELETE FROM meta WHERE key IN ('epoch', 'history')");
    }
}
