using System.Globalization;
using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Storage.Specs;
using ActorChat.Testing;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>On what a start is refused with one line, which never shows the password, and on what it waits.</summary>
public sealed class StartSpecs : IDisposable
{
    private readonly PostgreSqlHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Two_processes_that_start_at_once_make_the_tables_once()
    {
        using var home = new PostgreSqlHome(PostgresServer.Shared);
        var engines = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => home.OpenEngineAsync()));
        Assert.Single(engines.Select(engine => engine.Epoch).Distinct());
        Assert.Equal("1", home.Query("SELECT count(*) FROM schema_version"));
        Assert.Equal("0 1 2 3", home.Query("SELECT string_agg(partition::text, ' ' ORDER BY partition) FROM partition_leases"));
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_synchronous_commits_there_is_no_start()
    {
        await _home.MakeAsync();
        _home.Query("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");
        await RefusedAsync("synchronous_commit = off");
    }

    [Fact]
    public async Task Without_fsync_there_is_no_start()
    {
        using var server = new PostgresServer("fsync=off");
        using var home = new PostgreSqlHome(server);
        Assert.Contains("fsync = off", (await Assert.ThrowsAsync<StorageException>(() => home.OpenEngineAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_number_of_partitions_is_refused()
    {
        await (await _home.OpenEngineAsync()).DisposeAsync();
        await RefusedAsync("rooms.partitions = 4, not 16", "rooms.partitions = 16");
    }

    [Fact]
    public async Task A_database_with_tables_of_another_program_is_refused_and_left_as_it_is()
    {
        using var home = new PostgreSqlHome(PostgresServer.Shared);
        await home.MakeAsync();
        home.Query("CREATE TABLE users (theirs integer)");
        Assert.Contains("another program", (await Assert.ThrowsAsync<StorageException>(() => home.OpenEngineAsync())).Message, StringComparison.Ordinal);
        Assert.Equal("users", home.Query("SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
    }

    [Fact]
    public async Task A_schema_that_only_newer_servers_understand_is_refused()
    {
        await (await _home.OpenEngineAsync()).DisposeAsync();
        _home.Query("INSERT INTO meta VALUES ('schema-least', '99')");
        await RefusedAsync("a newer server (schema 99");
    }

    [Fact]
    public async Task Tables_that_were_only_added_to_by_a_newer_server_can_be_used()
    {
        await (await _home.OpenEngineAsync()).DisposeAsync();
        _home.Query("INSERT INTO schema_version VALUES (99, 'Schema/099.sql'); ALTER TABLE users ADD COLUMN later text");
        await (await _home.OpenEngineAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_journal_that_begins_after_the_tables_is_refused()
    {
        await using (var engine = await _home.OpenEngineAsync())
        {
            await engine.Journal.AppendAsync(Rows.Of(ActorChat.Actors.Rooms.RoomWriter.PersistenceIdOf(2), 7));
        }

        await RefusedAsync("partition 2: 7 against 0");
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_refused_at_once()
    {
        var failure = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(PostgresServer.Shared.ConnectionTo("nowhere") + ";Password=geheim"));
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for_and_then_named_without_the_password()
    {
        var failure = await Assert.ThrowsAsync<StorageException>(() => OpenAsync("Host=127.0.0.1;Port=1;Database=chat;Username=chat;Password=geheim", "postgresql.start-within = 0s"));
        Assert.StartsWith("The PostgreSQL database chat at 127.0.0.1:1 cannot be used: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://chat:geheim@db/chat")]
    [InlineData("Host=db;Pass word=geheim")]
    [InlineData("Password=geheim")]
    [InlineData("Host=db;Port=geheim")]
    public async Task What_is_no_connection_string_is_refused_without_showing_it(string given)
    {
        var failure = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(given));
        Assert.Contains("Host=…", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_comes_up_later_is_waited_for()
    {
        using var server = new PostgresServer();
        using var home = new PostgreSqlHome(server);
        await home.MakeAsync();
        server.Stop();
        var opening = home.OpenEngineAsync();
        server.Start();
        await (await opening).DisposeAsync();
    }

    [Fact]
    public async Task Tables_are_where_the_operators_schema_path_says_and_a_user_of_no_rights_is_refused()
    {
        await _home.MakeAsync();
        var stranger = string.Create(CultureInfo.InvariantCulture, $"s{Guid.NewGuid():N}");
        _home.Query($"CREATE ROLE {stranger} LOGIN");
        try
        {
            var failure = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(_home.ConnectionString.Replace("Username=postgres", $"Username={stranger}", StringComparison.Ordinal)));
            Assert.Contains("42501", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            _home.Query($"DROP ROLE {stranger}");
        }
    }

    private static Task<PostgreSqlEngine> OpenAsync(string connectionString, string overrides = "") =>
        PostgreSqlStorage.OpenEngineAsync(connectionString, OpenStorage.Settings(overrides), TimeProvider.System);

    private async Task RefusedAsync(string says, string overrides = "")
    {
        var failure = await Assert.ThrowsAsync<StorageException>(() => _home.OpenEngineAsync(OpenStorage.Settings(overrides)));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
