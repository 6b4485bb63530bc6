using ActorChat.Host.Limits;
using FsCheck.Xunit;

namespace ActorChat.Host.Tests.Limits;

public class TokenBucketSpecs
{
    private static readonly RateLimit FivePerSecond = RateLimit.Of(5, TimeSpan.FromSeconds(1), burst: 10);

    [Fact]
    public void A_new_bucket_gives_its_burst_at_once_and_not_one_more()
    {
        var bucket = new TokenBucket();
        Assert.Equal(10, TakenAtOnce(ref bucket, FivePerSecond, At(0)));
    }

    [Fact]
    public void An_empty_bucket_says_how_long_until_it_has_a_token_and_has_one_then()
    {
        var bucket = new TokenBucket();
        TakenAtOnce(ref bucket, FivePerSecond, At(0));
        Assert.False(bucket.TryTake(FivePerSecond, At(0.05), out var wait));
        Assert.Equal(TimeSpan.FromMilliseconds(150), wait);
        Assert.False(bucket.TryTake(FivePerSecond, At(0.199), out _));
        Assert.True(bucket.TryTake(FivePerSecond, At(0.2), out _));
    }

    [Fact]
    public void An_empty_bucket_is_filled_at_the_rate_and_never_beyond_the_burst()
    {
        var bucket = new TokenBucket();
        TakenAtOnce(ref bucket, FivePerSecond, At(0));
        Assert.Equal(5, TakenAtOnce(ref bucket, FivePerSecond, At(1)));
        Assert.Equal(10, TakenAtOnce(ref bucket, FivePerSecond, At(1000)));
    }

    [Fact]
    public void A_limit_that_is_off_refuses_nothing_and_leaves_the_bucket_as_it_is()
    {
        var bucket = new TokenBucket();
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(bucket.TryTake(RateLimit.Off, At(0), out _));
        }

        Assert.Equal(10, TakenAtOnce(ref bucket, FivePerSecond, At(0)));
    }

    [Fact]
    public void A_limit_that_was_raised_holds_from_the_next_token_on()
    {
        var bucket = new TokenBucket();
        TakenAtOnce(ref bucket, FivePerSecond, At(0));
        Assert.True(bucket.TryTake(RateLimit.Of(5, TimeSpan.FromSeconds(1), burst: 11), At(0), out _));
    }

    [Theory]
    [InlineData("1 per 1h, burst 1", "5 per 1s, burst 10", 9, 0)]
    [InlineData("1 per 1d, burst 4", "5 per 1s, burst 10", 6, 0)]
    [InlineData("1 per 1d, burst 100", "5 per 1s, burst 10", 0, 0.2)]
    [InlineData("100 per 1s, burst 400", "1 per 1h, burst 3", 0, 3600)]
    [InlineData("5 per 1s, burst 10", "5 per 1s, burst 3", 0, 0.2)]
    public void After_a_change_the_missing_tokens_are_the_new_limits_and_the_wait_is_for_one_of_its_tokens_at_most(string before, string after, int left, double waitSeconds)
    {
        var bucket = new TokenBucket();
        TakenAtOnce(ref bucket, Limit(before), At(0));
        Assert.Equal(left, TakenAtOnce(ref bucket, Limit(after), At(0)));
        if (left == 0)
        {
            Assert.False(bucket.TryTake(Limit(after), At(0), out var wait));
            Assert.Equal(TimeSpan.FromSeconds(waitSeconds), wait);
            Assert.Equal(1, TakenAtOnce(ref bucket, Limit(after), At(waitSeconds)));
        }
    }

    [Fact]
    public void A_limit_that_was_off_in_between_has_not_kept_its_old_wait_either()
    {
        var bucket = new TokenBucket();
        TakenAtOnce(ref bucket, Limit("1 per 1d, burst 1"), At(0));
        Assert.True(bucket.TryTake(RateLimit.Off, At(1), out _));
        Assert.Equal(9, TakenAtOnce(ref bucket, FivePerSecond, At(1)));
    }

    [Fact]
    public void Changes_back_and_forth_give_no_more_than_the_new_limits_burst()
    {
        var bucket = new TokenBucket();
        TakenAtOnce(ref bucket, FivePerSecond, At(0));
        Assert.Equal(0, TakenAtOnce(ref bucket, Limit("50 per 1s, burst 10"), At(0)));
        Assert.Equal(0, TakenAtOnce(ref bucket, FivePerSecond, At(0)));
        Assert.Equal(5, TakenAtOnce(ref bucket, FivePerSecond, At(1)));
    }

    [Fact]
    public void A_token_of_a_limit_that_has_changed_is_given_back_as_one_of_the_new()
    {
        var bucket = new TokenBucket();
        var tight = Limit("1 per 1d, burst 1");
        Assert.True(bucket.TryTake(tight, At(0), out _));
        Assert.Equal(9, TakenAtOnce(ref bucket, FivePerSecond, At(0)));
        bucket.GiveBack(tight);
        Assert.Equal(1, TakenAtOnce(ref bucket, FivePerSecond, At(0)));
        bucket.GiveBack(RateLimit.Off);
        Assert.Equal(0, TakenAtOnce(ref bucket, FivePerSecond, At(0)));
    }

    [Property]
    public bool No_stretch_of_time_sees_more_than_the_burst_and_what_came_back(byte[] pauses)
    {
        var bucket = new TokenBucket();
        var (now, taken) = (0L, 0);
        foreach (var pause in pauses)
        {
            now += TimeSpan.FromMilliseconds(pause).Ticks;
            taken += TakenAtOnce(ref bucket, FivePerSecond, now);
        }

        return taken <= 10 + (now / TimeSpan.FromMilliseconds(200).Ticks);
    }

    [Fact]
    public async Task A_shared_bucket_gives_its_burst_once_however_many_take_at_once()
    {
        var bucket = new SharedBucket();
        var limit = RateLimit.Of(1, TimeSpan.FromDays(1), burst: 1000);
        var takers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 1000).Count(_ => bucket.TryTake(limit, At(0), out var _))));
        Assert.Equal(1000, (await Task.WhenAll(takers)).Sum());
    }

    [Fact]
    public void A_token_given_back_can_be_taken_again()
    {
        var bucket = new SharedBucket();
        var limit = RateLimit.Of(1, TimeSpan.FromDays(1), burst: 1);
        Assert.True(bucket.TryTake(limit, At(0), out _));
        bucket.GiveBack(limit);
        Assert.True(bucket.TryTake(limit, At(0), out _));
        Assert.False(bucket.TryTake(limit, At(0), out _));
    }

    private static RateLimit Limit(string text)
    {
        Assert.True(RateLimit.TryParse(text, out var limit));
        return limit;
    }

    private static long At(double seconds) => TimeSpan.FromSeconds(seconds).Ticks;

    private static int TakenAtOnce(ref TokenBucket bucket, RateLimit limit, long now)
    {
        var taken = 0;
        while (bucket.TryTake(limit, now, out _))
        {
            taken++;
        }

        return taken;
    }
}
