using ActorChat.Testing;

namespace ActorChat.Host.Tests.Hosting;

/// <summary>An empty PostgreSQL database for one test.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly string _name = $"host_{Guid.NewGuid():N}";

    public TestDatabase() => PostgresServer.Shared.Run("createdb", _name);

    public string ConnectionString => PostgresServer.Shared.ConnectionTo(_name);

    /// <summary>Runs SQL as the superuser; the rows as psql prints them.</summary>
    public string Query(string sql) => PostgresServer.Shared.Query(_name, sql);

    public void Dispose() => PostgresServer.Shared.Run("dropdb", "--force", _name);
}
