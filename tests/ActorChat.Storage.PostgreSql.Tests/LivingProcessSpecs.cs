using System.Globalization;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>A process shows the others that it lives, also after it lost its connections.</summary>
public sealed class LivingProcessSpecs
{
    private const string Shown = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND mode = 'ShareLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    private const string EndAll = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private const string Holder = """
        SELECT string_agg(pid::text, ',') FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task After_a_loss_it_is_seen_again_with_the_next_check_a_quarter_of_a_second_later()
    {
        using var home = new PostgreSqlHome();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var engine = await home.OpenEngineAsync(clock: clock);
        Assert.Equal("1", home.Query(Shown));

        home.Query(EndAll);
        Assert.True(SpinWait.SpinUntil(() => home.Query(Shown) == "0", TimeSpan.FromSeconds(30)));
        clock.Advance(TimeSpan.FromMilliseconds(250));

        Assert.True(SpinWait.SpinUntil(() => home.Query(Shown) == "1", TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_connection_that_does_not_answer_is_left_for_another_one()
    {
        using var home = new PostgreSqlHome();
        await home.MakeAsync();
        using var network = new TcpProxy(home.Port);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var engine = await home.OpenEngineAsync(clock: clock, through: network);
        var before = home.Query(Holder);

        network.LoseAnswers();
        clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(SpinWait.SpinUntil(() => home.Query(Holder) != before, Patience));
        network.Heal();

        Assert.True(SpinWait.SpinUntil(() => IsHeldAfterACheck(home, clock), Patience));
    }

    [Fact]
    public async Task A_lock_that_the_lost_connection_still_holds_is_taken_once_the_server_lets_it_go()
    {
        using var home = new PostgreSqlHome();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var engine = await home.OpenEngineAsync(clock: clock);
        var mark = long.Parse(engine.Processes!.Self, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        await using (var late = new NpgsqlConnection(home.ConnectionString))
        {
            await late.OpenAsync();
            home.Query(EndAll.Replace("pg_backend_pid()", $"ALL (ARRAY[pg_backend_pid(), {late.ProcessID}])", StringComparison.Ordinal));
            await late.Command("SELECT pg_advisory_lock($1)", Sql.Number(mark)).RunAsync();
            clock.Advance(TimeSpan.FromMilliseconds(250));
            Assert.True(SpinWait.SpinUntil(() => home.Query(Shown) == "1", Patience));
            Assert.Equal($"{late.ProcessID}", home.Query(Holder));
            await late.Command("SELECT pg_advisory_unlock($1)", Sql.Number(mark)).RunAsync();
        }

        Assert.True(SpinWait.SpinUntil(() => IsHeldAfterACheck(home, clock), Patience));
    }

    private static bool IsHeldAfterACheck(PostgreSqlHome home, FakeTimeProvider clock)
    {
        clock.Advance(TimeSpan.FromMilliseconds(250));
        return home.Query(Holder).Length > 0;
    }
}
