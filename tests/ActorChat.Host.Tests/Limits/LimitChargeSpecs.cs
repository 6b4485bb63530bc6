using ActorChat.Host.Limits;

namespace ActorChat.Host.Tests.Limits;

public class LimitChargeSpecs
{
    private static readonly RateLimit Two = RateLimit.Of(1, TimeSpan.FromSeconds(10), burst: 2);

    private readonly KeyedBuckets<string> _own = new(100);
    private readonly SharedBucket _shared = new();

    [Fact]
    public void A_request_that_a_narrow_limit_refuses_never_reaches_the_shared_one()
    {
        Assert.Equal([null, null, "own", "own"], Enumerable.Range(0, 4).Select(_ => Charge("flooder", shared: 3).RefusedBy));
        Assert.Null(Charge("other", shared: 3).RefusedBy);
        Assert.Equal("shared", Charge("other", shared: 3).RefusedBy);
    }

    [Fact]
    public void If_a_later_limit_refuses_the_earlier_ones_get_their_tokens_back()
    {
        Assert.Null(Charge("first", shared: 1).RefusedBy);
        Assert.Equal(["shared", "shared", "shared"], Enumerable.Range(0, 3).Select(_ => Charge("second", shared: 1).RefusedBy));
        Assert.Equal([null, null, "own"], Enumerable.Range(0, 3).Select(_ => Charge("second", shared: 100).RefusedBy));
    }

    [Fact]
    public void The_refusal_says_when_to_retry_and_no_later_limit_is_asked()
    {
        Charge("a", shared: 3);
        Charge("a", shared: 3);
        var refused = new LimitSet(0).Add("own", _own, "a", Two).Add("never", _own, "b", Two).Take();
        Assert.Equal(("own", TimeSpan.FromSeconds(10)), (refused.RefusedBy, refused.Wait));
        Assert.Equal(1, _own.Count);
    }

    [Fact]
    public void A_refused_attempt_is_not_remembered_and_displaces_nobody()
    {
        var (address, pairs, logins) = (new KeyedBuckets<string>(2), new KeyedBuckets<string>(2), new KeyedBuckets<string>(2));
        Assert.Equal([null, null], new[] { "a", "b" }.Select(login => Try(login, "x").RefusedBy));
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal("address", Try($"login {i}", "x").RefusedBy));
        Assert.Equal((1, 2, 2), (address.Count, pairs.Count, logins.Count));

        // If the shared limit refuses, the caller is not remembered either, and others keep their counters.
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal("login", Try("a", $"address {i}").RefusedBy));
        Assert.Equal((1, 2, 2), (address.Count, pairs.Count, logins.Count));
        Assert.Equal("address", Try("a", "x").RefusedBy);

        LimitCharge Try(string login, string from) => new LimitSet(0)
            .Add("address", address, from, Two)
            .Add("pair", pairs, login + from, Two)
            .Add("login", logins, login, RateLimit.Of(1, TimeSpan.FromSeconds(10), 1))
            .Take();
    }

    [Fact]
    public async Task Of_many_concurrent_attempts_no_more_succeed_than_the_limit_has()
    {
        using var together = new Barrier(4);
        var tasks = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () => Enumerable.Range(0, 500).Count(round =>
            {
                together.SignalAndWait();
                return Charge($"key {round}", shared: 600).RefusedBy is null;
            }),
            TaskCreationOptions.LongRunning));
        Assert.Equal(600, (await Task.WhenAll(tasks)).Sum());
    }

    [Fact]
    public void An_attempt_that_was_no_failure_returns_its_failure_tokens_and_keeps_the_rest()
    {
        for (var i = 0; i < 2; i++)
        {
            Charge("a", shared: 100, Counts.IfFailed).Succeeded();
        }

        Assert.Null(Charge("a", shared: 3, Counts.IfFailed).RefusedBy);
        Assert.Equal("shared", Charge("b", shared: 3).RefusedBy);
    }

    [Fact]
    public void An_attempt_that_was_not_made_returns_shared_tokens_once_and_counts_against_its_address()
    {
        for (var i = 0; i < 2; i++)
        {
            var charge = Charge("a", shared: 1, sharedCounts: Counts.IfDone);
            Assert.Null(charge.RefusedBy);
            charge.NotDone();
            charge.NotDone();
        }

        Assert.Equal("own", Charge("a", shared: 1).RefusedBy);
        Assert.Null(Charge("b", shared: 1).RefusedBy);
        Assert.Equal("shared", Charge("b", shared: 1).RefusedBy);
    }

    [Fact]
    public void A_limit_that_was_raised_refuses_nobody_who_used_up_the_old_one()
    {
        var (own, shared, tight) = (new KeyedBuckets<string>(100), new SharedBucket(), RateLimit.Of(1, TimeSpan.FromDays(1), burst: 1));
        Assert.Equal([null, "own"], Enumerable.Range(0, 2).Select(_ => Try("a", tight).RefusedBy));
        Assert.Equal("shared", Try("b", tight).RefusedBy);
        Assert.Null(Try("a", Two).RefusedBy);
        var refused = Try("b", Two);
        Assert.Equal(("shared", TimeSpan.FromSeconds(10)), (refused.RefusedBy, refused.Wait));

        LimitCharge Try(string key, RateLimit limit) => new LimitSet(0).Add("own", own, key, limit).Add("shared", shared, limit).Take();
    }

    private LimitCharge Charge(string key, int shared, Counts counts = Counts.Always, Counts sharedCounts = Counts.Always) => new LimitSet(0)
        .Add("own", _own, key, Two, counts)
        .Add("shared", _shared, RateLimit.Of(1, TimeSpan.FromSeconds(10), shared), sharedCounts)
        .Take();
}
