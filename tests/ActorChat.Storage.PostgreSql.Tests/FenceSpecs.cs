using ActorChat.Actors.Rooms;
using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Storage.Projection;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>Rows go into the tables once, however many processes write.</summary>
public sealed class FenceSpecs : IDisposable
{
    private readonly PostgreSqlHome _home = new();
    private readonly ProjectionPlanner _planner = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_plan_of_two_partitions_of_which_one_has_moved_writes_nothing_and_names_it()
    {
        await using var one = await _home.OpenEngineAsync();
        await using var other = await _home.OpenEngineAsync();
        await other.Projection.WriteAsync(Plan((1, 1, Batch(Opened()))));
        var other2 = RoomKey.Of(Alice, ActorChat.Actors.Common.Login.FromStored("carol"));
        var stale = await Assert.ThrowsAsync<StalePartitionException>(() => one.Projection.WriteAsync(Plan((0, 1, Batch(Opened(other2))), (1, 1, Batch(Opened())))));
        Assert.Equal([1], stale.Partitions);
        Assert.Equal("1 1", Offsets());
        Assert.Null(await one.Rooms.LoadAsync(other2.Number, 1));
        await one.Projection.WriteAsync(Plan((0, 1, Batch(Opened(other2)))));
        Assert.Equal("0 1|1 1", Offsets());
    }

    [Fact]
    public async Task A_plan_that_comes_too_early_is_stale_too()
    {
        await using var engine = await _home.OpenEngineAsync();
        await Assert.ThrowsAsync<StalePartitionException>(() => engine.Projection.WriteAsync(Plan((0, 2, Batch(Opened())))));
        Assert.Equal("", Offsets());
    }

    [Fact]
    public async Task Of_two_who_write_the_same_at_once_one_does()
    {
        await using var one = await _home.OpenEngineAsync();
        await using var other = await _home.OpenEngineAsync();
        var plans = new[] { one, other }.Select(engine => Task.Run(() => engine.Projection.WriteAsync(new ProjectionPlanner().Plan([new JournalBatch(0, 1, Batch(Opened(), Posted(1)))]))));
        var results = await Task.WhenAll(plans.Select(async plan =>
        {
            try
            {
                await plan;
                return true;
            }
            catch (StalePartitionException)
            {
                return false;
            }
        }));
        Assert.Equal([false, true], results.Order());
        Assert.Equal("1", _home.Query("SELECT count(*) FROM message_rows"));
    }

    [Fact]
    public async Task A_commit_that_was_not_answered_has_an_unknown_outcome_which_the_offsets_tell()
    {
        using var network = new TcpProxy(_home.Port);
        await using var engine = await _home.OpenEngineAsync(through: network);
        await engine.Projection.WriteAsync(Plan((0, 1, Batch(Opened()))));
        var plan = Plan((0, 2, Batch(Posted(1))));
        CutAtCommit();
        var write = engine.Projection.WriteAsync(plan);
        while (_home.Query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()") == "0")
        {
        }

        network.LoseAnswers();
        while (Offsets() != "0 2")
        {
        }

        network.Cut();
        await Assert.ThrowsAsync<StorageOutcomeUnknownException>(() => write);
        network.Heal();
        Assert.Equal(2, await engine.Projection.ReadOffsetAsync(0));
        await Assert.ThrowsAsync<StalePartitionException>(() => engine.Projection.WriteAsync(plan));
        Assert.Equal("1", _home.Query("SELECT count(*) FROM message_rows"));
        await engine.Projection.WriteAsync(Plan((0, 3, Batch(Posted(2)))));
    }

    [Fact]
    public async Task Rooms_are_opened_and_written_in_one_plan_and_in_the_next_ones()
    {
        await using var engine = await _home.OpenEngineAsync();
        await engine.Projection.WriteAsync(Plan((0, 1, Batch(Opened(), Posted(1, clientId: "c", unread: 1)))));
        await engine.Projection.WriteAsync(Plan((0, 2, Batch(Posted(2, unread: 2))), (0, 3, Batch(new MessagesRead(AliceAndBob, Bob, 0, 1, 1)))));
        Assert.Equal($"Alice 1 1|Alice 2 0", _home.Query("SELECT string_agg(login || ' ' || seq || ' ' || isRead, '|' ORDER BY seq) FROM messages"));
        Assert.Equal("{\"bob\": \"" + AliceAndBob.Number + "\"}", _home.Query("INSERT INTO users (login, password, login_key, created_at) VALUES ('Alice', '', 'alice', ''); SELECT rooms FROM user_rooms WHERE id = 'Alice'"));
        Assert.Equal($"{AliceAndBob.Number}|alice:bob|2", _home.Query("SELECT id, room, last_seq FROM rooms"));
        Assert.Equal("2026-11-22T11:56:00.124Z", _home.Query("SELECT time FROM messages WHERE seq = 1"));
    }

    private ProjectionPlan Plan(params (int Partition, long SequenceNr, RoomBatch Batch)[] batches) =>
        _planner.Plan([.. batches.Select(batch => new JournalBatch(batch.Partition, batch.SequenceNr, batch.Batch))]);

    private string Offsets() => _home.Query("SELECT string_agg(partition || ' ' || sequence_nr, '|' ORDER BY partition) FROM projection_offset WHERE sequence_nr > 0");

    /// <summary>Each commit takes a moment in which the network can be cut.</summary>
    private void CutAtCommit() => _home.Query("""
        CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON projection_offset DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()
        """);
}
