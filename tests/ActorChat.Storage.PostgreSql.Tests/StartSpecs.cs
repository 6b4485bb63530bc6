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
        Assert.Equal("t", home.Query("SELECT count(*) = max(version) FROM schema_version"));
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
        _home.Query("UPDATE meta SET value = '99' WHERE key = 'schema-least'");
        await RefusedAsync("a newer server (schema 99");
    }

    [Fact]
    public async Task Servers_of_before_changes_must_all_be_stopped_and_then_all_of_their_rooms_are_found()
    {
        using var home = new PostgreSqlHome(PostgresServer.Shared);
        await home.MakeAsync();
        MakeFirst(home);
        home.Query("""
            INSERT INTO room_rows (id, opened_at, active_at, active_day, first_login, second_login, first_key, second_key, last_seq, last_id, first_read, first_unread, second_read, second_unread)
            SELECT gen_random_uuid(), n, 100 - n, 0, 'Alice', 'u' || n, 'alice', 'u' || n, 0, 0, n, 0, 0, 0 FROM generate_series(1, 9) AS n
            """);
        // One that shows that it lives, as all servers do.
        await using (await Connections.LivingProcess.StartAsync(home.ConnectionString, TimeProvider.System, (_, _) => Task.CompletedTask))
        {
            var failure = await Assert.ThrowsAsync<StorageException>(() => home.OpenEngineAsync());
            Assert.Contains("earlier release", failure.Message, StringComparison.Ordinal);
        }

        var settings = OpenStorage.Settings();
        await using var storage = await ChatStorage.OpenAsync(await home.OpenEngineAsync(settings), settings, TimeProvider.System);
        var (found, cursor) = (new List<string>(), (string?)null);
        for (var isComplete = false; !isComplete;)
        {
            var page = (await storage.UserChats.SyncAsync(ActorChat.Actors.Common.Login.FromStored("alice"), cursor, 2))!;
            Assert.All(page.Rooms, room => Assert.Equal(room.First.ReadUpTo, room.First.DeliveredUpTo));
            found.AddRange(page.Rooms.Select(room => room.Key.Second.Name));
            (cursor, isComplete) = (page.Cursor, page.Complete);
        }

        Assert.Equal(["u9", "u8", "u7", "u6", "u5", "u4", "u3", "u2", "u1"], found);
    }

    /// <summary>Makes the tables of the first release.</summary>
    private static void MakeFirst(PostgreSqlHome home)
    {
        using var script = new StreamReader(typeof(PostgreSqlStorage).Assembly.GetManifestResourceStream("Schema/001.sql")!);
        home.Query("CREATE TABLE schema_version (version integer PRIMARY KEY, script text NOT NULL); CREATE TABLE meta (key text COLLATE \"C\" PRIMARY KEY, value text NOT NULL)");
        home.Query(script.ReadToEnd());
        home.Query("INSERT INTO schema_version VALUES (1, 'Schema/001.sql'); INSERT INTO meta VALUES ('rooms.partitions', '4')");
        home.Query("INSERT INTO projection_offset SELECT n, 0 FROM generate_series(0, 3) AS n; INSERT INTO partition_leases (partition, epoch, in_order) SELECT n, 0, false FROM generate_series(0, 3) AS n");
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
