using ActorChat.Storage.PostgreSql.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>A process shows the others that it lives, also after it lost its connections.</summary>
public sealed class LivingProcessSpecs
{
    private const string Shown = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND mode = 'ShareLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    private const string EndAll = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

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
}
