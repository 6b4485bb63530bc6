using ActorChat.Storage.PostgreSql.Tests.Support;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>Who holds the lease of a partition, of two engines on one database. PostgreSQL's clock is moved instead of waiting for it.</summary>
public sealed class LeaseSpecs : IAsyncLifetime
{
    private readonly PostgreSqlHome _home = new();
    private PostgreSqlEngine _one = null!;
    private PostgreSqlEngine _other = null!;

    public async Task InitializeAsync()
    {
        _one = await _home.OpenEngineAsync();
        _other = await _home.OpenEngineAsync();
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_lease_is_held_by_one_and_the_other_is_told_for_how_long()
    {
        Assert.Equal((1, null, TimeSpan.Zero), await TakeAsync(_one));
        var (epoch, _, freeIn) = await TakeAsync(_other);
        Assert.Null(epoch);
        Assert.InRange(freeIn, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), _one.Leases!.Length);
    }

    [Fact]
    public async Task Whoever_holds_a_lease_may_take_it_again_with_a_higher_epoch()
    {
        await TakeAsync(_one);
        Assert.Equal((2, null, TimeSpan.Zero), await TakeAsync(_one));
        Assert.Empty(await _one.Leases!.RenewAsync([new(0, 1)]));
        Assert.Equal([0], await _one.Leases!.RenewAsync([new(0, 2)]));
    }

    [Fact]
    public async Task A_lease_that_has_run_out_can_be_taken_and_the_holder_before_cannot_renew_it_any_more()
    {
        await TakeAsync(_one);
        RunOut();
        Assert.Equal((2, null, TimeSpan.Zero), await TakeAsync(_other));
        Assert.Empty(await _one.Leases!.RenewAsync([new(0, 1)]));
        await _one.Leases!.ReleaseAsync(0, 1, inOrder: true);
        Assert.Equal([0], await _other.Leases!.RenewAsync([new(0, 2)]));
    }

    [Fact]
    public async Task A_lease_that_has_run_out_is_renewed_if_nobody_has_taken_it()
    {
        await TakeAsync(_one);
        RunOut();
        Assert.Equal([0], await _one.Leases!.RenewAsync([new(0, 1)]));
        Assert.Null((await TakeAsync(_other)).Epoch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_released_lease_is_free_at_once_and_followed_if_that_was_in_order(bool inOrder)
    {
        await TakeAsync(_one);
        await _one.Leases!.ReleaseAsync(0, 1, inOrder);
        Assert.Equal((2, inOrder ? 1 : null, TimeSpan.Zero), await TakeAsync(_other));
        await _other.Leases!.ReleaseAsync(0, 2, inOrder: false);
        Assert.Equal((3, null, TimeSpan.Zero), await TakeAsync(_one));
    }

    [Fact]
    public async Task One_request_renews_all_that_are_held_and_names_them()
    {
        for (var partition = 0; partition < 3; partition++)
        {
            await _one.Leases!.TakeAsync(partition);
        }

        await _one.Leases!.ReleaseAsync(1, 1, inOrder: true);
        await _other.Leases!.TakeAsync(1);
        var renewed = await _one.Leases!.RenewAsync([new(0, 1), new(1, 1), new(2, 1), new(3, 1)]);
        Assert.Equal([0, 2], renewed.Order());
    }

    [Fact]
    public async Task Of_two_who_take_a_lease_at_once_one_gets_it()
    {
        for (var partition = 0; partition < 4; partition++)
        {
            var answers = await Task.WhenAll(_one.Leases!.TakeAsync(partition), _other.Leases!.TakeAsync(partition));
            Assert.Single(answers, answer => answer.Epoch == 1);
            Assert.Single(answers, answer => answer.Epoch is null);
        }
    }

    private static async Task<(long? Epoch, long? Follows, TimeSpan FreeIn)> TakeAsync(PostgreSqlEngine engine)
    {
        var answer = await engine.Leases!.TakeAsync(0);
        return (answer.Epoch, answer.Follows, answer.FreeIn);
    }

    private void RunOut() => _home.Query("UPDATE partition_leases SET ends_at = clock_timestamp() - interval '1 s' WHERE partition = 0");
}
