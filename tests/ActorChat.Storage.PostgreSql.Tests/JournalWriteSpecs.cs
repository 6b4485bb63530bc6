using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Storage.Specs;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>Appends of several processes, and over a network that breaks.</summary>
public sealed class JournalWriteSpecs : IDisposable
{
    private readonly PostgreSqlHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_writer_that_is_behind_fails_alone_although_all_go_in_one_statement()
    {
        await using var one = await _home.OpenEngineAsync();
        await using var other = await _home.OpenEngineAsync();
        await other.Journal.AppendAsync(Rows.Of("stale", 1));
        await one.Journal.AppendAsync(Rows.Of("first", 1));
        // The first goes alone, and the others gather meanwhile.
        var appends = new[] { "first", "a", "stale", "b", "c" }.Select((stream, i) => one.Journal.AppendAsync(Rows.Of(stream, i == 0 ? 2 : 1, i == 2 ? 3 : 1))).ToList();
        await Assert.ThrowsAsync<StorageFailedException>(() => appends[2]);
        await Task.WhenAll(appends[0], appends[1], appends[3], appends[4]);
        Assert.Equal("a 1|b 1|c 1|first 1|first 2|stale 1", Stored());
    }

    [Fact]
    public async Task A_writer_that_is_behind_fails_although_what_it_missed_is_trimmed()
    {
        await using var frozen = await _home.OpenEngineAsync();
        await using var other = await _home.OpenEngineAsync();
        await frozen.Journal.AppendAsync(Rows.Of("stream", 1));
        await other.Journal.AppendAsync(Rows.Of("stream", 2, 2));
        await other.Journal.TrimAsync("stream", 2);
        await Assert.ThrowsAsync<StorageFailedException>(() => frozen.Journal.AppendAsync(Rows.Of("stream", 2)));
        await other.Journal.TrimAsync("stream", 3);
        await Assert.ThrowsAsync<StorageFailedException>(() => frozen.Journal.AppendAsync(Rows.Of("stream", 2, 2)));
        Assert.Equal("stream 3", Stored());
        await other.Journal.AppendAsync(Rows.Of("stream", 4));
    }

    [Fact]
    public async Task A_write_whose_session_is_ended_is_of_unknown_outcome_and_the_next_one_works()
    {
        await using var engine = await _home.OpenEngineAsync();
        await engine.Journal.AppendAsync(Rows.Of("stream", 1));
        SlowCommits();
        var append = engine.Journal.AppendAsync(Rows.Of("stream", 2));
        while (_home.Query("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()") == "0")
        {
        }

        await Assert.ThrowsAsync<StorageOutcomeUnknownException>(() => append);
        _home.Query("DROP TRIGGER slow ON journal");
        await engine.Journal.AppendAsync(Rows.Of("stream", 2));
        Assert.Equal("stream 1|stream 2", Stored());
    }

    [Fact]
    public async Task A_write_that_is_stored_but_never_answered_is_of_unknown_outcome()
    {
        using var network = new TcpProxy(_home.Port);
        await using var engine = await _home.OpenEngineAsync(OpenStorage.Settings("postgresql.journal-timeout = 1s"), through: network);
        await engine.Journal.AppendAsync(Rows.Of("stream", 1));
        network.LoseAnswers();
        await Assert.ThrowsAsync<StorageOutcomeUnknownException>(() => engine.Journal.AppendAsync(Rows.Of("stream", 2)));
        Assert.Equal("stream 1|stream 2", Stored());
        network.Heal();
        network.Cut();
        await Assert.ThrowsAsync<StorageFailedException>(() => engine.Journal.AppendAsync(Rows.Of("stream", 2)));
        await engine.Journal.AppendAsync(Rows.Of("stream", 3));
    }

    [Fact]
    public async Task A_connection_that_is_cut_during_a_write_leaves_its_outcome_open()
    {
        using var network = new TcpProxy(_home.Port);
        await using var engine = await _home.OpenEngineAsync(through: network);
        await engine.Journal.AppendAsync(Rows.Of("stream", 1));
        network.LoseAnswers();
        var append = engine.Journal.AppendAsync(Rows.Of("stream", 2));
        while (Stored() != "stream 1|stream 2")
        {
        }

        network.Cut();
        await Assert.ThrowsAsync<StorageOutcomeUnknownException>(() => append);
    }

    [Fact]
    public async Task A_dead_connection_is_found_before_a_write_and_costs_nothing_if_it_was_idle()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var engine = await _home.OpenEngineAsync(clock: clock);
        await engine.Journal.AppendAsync(Rows.Of("stream", 1));
        _home.Query("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'actorchat journal' AND datname = current_database()");
        clock.Advance(TimeSpan.FromSeconds(1));
        await engine.Journal.AppendAsync(Rows.Of("stream", 2));
        Assert.Equal("stream 1|stream 2", Stored());
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_stored_and_the_writers_are_told_so()
    {
        using var network = new TcpProxy(_home.Port);
        await using var engine = await _home.OpenEngineAsync(through: network);
        network.Dispose();
        await Assert.ThrowsAsync<StorageFailedException>(() => engine.Journal.AppendAsync(Rows.Of("stream", 1)));
        Assert.Equal("", Stored());
    }

    [Fact]
    public async Task Above_its_bound_a_write_is_refused()
    {
        await using var engine = await _home.OpenEngineAsync(OpenStorage.Settings("journal.waiting = 2"));
        var appends = Enumerable.Range(0, 8).Select(i => engine.Journal.AppendAsync(Rows.Of($"stream {i}", 1))).ToList();
        await Assert.ThrowsAsync<StorageBusyException>(() => Task.WhenAll(appends));
        await Task.WhenAll(appends.Take(3));
    }

    [Fact]
    public async Task A_commit_is_durable_whatever_the_database_says_since_the_start()
    {
        await using var engine = await _home.OpenEngineAsync();
        _home.Query($"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");
        _home.Query("CREATE TABLE said (value text); CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO said VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$; CREATE TRIGGER say AFTER INSERT ON journal EXECUTE FUNCTION say()");
        await engine.Journal.AppendAsync(Rows.Of("stream", 1));
        Assert.Equal("on", _home.Query("SELECT value FROM said"));
    }

    [Fact]
    public async Task A_long_trim_keeps_the_last_row_and_appends_go_on_beside_it()
    {
        await using var engine = await _home.OpenEngineAsync();
        await engine.Journal.AppendAsync(Rows.Of("stream", 1, 5000));
        var trim = engine.Journal.TrimAsync("stream", long.MaxValue);
        await engine.Journal.AppendAsync(Rows.Of("other", 1));
        await trim;
        Assert.Equal("other 1|stream 5000", Stored());
        Assert.Equal("t", _home.Query("SELECT deleted FROM journal WHERE persistence_id = 'stream'"));
        await engine.Journal.AppendAsync(Rows.Of("stream", 5001));
    }

    private string Stored() => _home.Query("SELECT string_agg(persistence_id || ' ' || sequence_number, '|' ORDER BY persistence_id, sequence_number) FROM journal");

    /// <summary>The end of a transaction that writes the journal takes for ever.</summary>
    private void SlowCommits() => _home.Query("""
        CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()
        """);
}
