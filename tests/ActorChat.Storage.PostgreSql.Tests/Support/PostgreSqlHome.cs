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
    /// <param name="server">A server, on which the engine makes the tables itself; null for that of most tests.</param>
    /// <param name="copyOf">A database to copy.</param>
    public PostgreSqlHome(PostgresServer? server = null, string? copyOf = null)
    {
        _server = server ?? PostgresServer.Shared;
        _made = new Lazy<Task>(async () =>
        {
            var template = copyOf;
            if (server is null)
            {
                await MadeTemplate.Value;
                template = Template;
            }

            _server.Run("createdb", template is null ? [_database] : [_database, "-T", template]);
        });
    }

    public string ConnectionString => _server.ConnectionTo(_database);

    public int Port => _server.Port;

    public string Database => _database;

    public async Task<IStorageEngine> OpenAsync(StorageSettings settings, TimeProvider clock) => await OpenEngineAsync(settings, clock);

    public async Task<IStorageRows> OpenRowsAsync(StorageSettings settings)
    {
        await MakeAsync();
        return await PostgreSqlStorage.OpenRowsAsync(ConnectionString, settings);
    }

    public async Task<IEmptyStorage> OpenEmptyAsync(StorageSettings settings)
    {
        await MakeAsync();
        return await PostgreSqlStorage.OpenEmptyAsync(ConnectionString, settings);
    }

    /// <summary>Opens an engine.</summary>
    /// <param name="settings">Those of <c>hocon.conf</c> if there are none.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="through">A network in between.</param>
    internal async Task<PostgreSqlEngine> OpenEngineAsync(StorageSettings? settings = null, TimeProvider? clock = null, TcpProxy? through = null)
    {
        await MakeAsync();
        var connection = through is null ? ConnectionString : ConnectionString.Replace($"Port={Port}", $"Port={through.Port}", StringComparison.Ordinal);
        return await PostgreSqlStorage.OpenEngineAsync(connection, settings ?? OpenStorage.Settings(), clock ?? TimeProvider.System);
    }

    /// <summary>Makes the database, if no engine has been opened yet.</summary>
    public Task MakeAsync() => _made.Value;

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
