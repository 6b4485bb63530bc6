using ActorChat.Host.Limits;
using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Host.Tests.Limits;

public class RateLimitSpecs
{
    [Theory]
    [InlineData("20 per 1s, burst 100", 20, 1_000, 100)]
    [InlineData("1 per 500ms, burst 1", 1, 500, 1)]
    [InlineData("3 per 1h, burst 10", 3, 3_600_000, 10)]
    public void A_limit_is_read_as_it_is_written_and_prints_the_same(string text, int count, int perMilliseconds, int burst)
    {
        Assert.True(RateLimit.TryParse(text, out var limit));
        Assert.Equal((count, perMilliseconds, burst), (limit.Count, (int)limit.Per.TotalMilliseconds, limit.Burst));
        Assert.Equal(text, limit.ToString());
    }

    [Fact]
    public void Off_means_no_limit()
    {
        Assert.True(RateLimit.TryParse("off", out var limit));
        Assert.True(limit.IsOff);
        Assert.Equal("off", limit.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("on")]
    [InlineData("20")]
    [InlineData("20 per 1s")]
    [InlineData("0 per 1s, burst 100")]
    [InlineData("-1 per 1s, burst 100")]
    [InlineData("20 per 0s, burst 100")]
    [InlineData("20 per 2d, burst 100")]
    [InlineData("20 per 1s, burst 0")]
    [InlineData("20 per 1s, burst 100000000")]
    [InlineData("20 per second, burst 100")]
    public void Anything_else_is_refused(string? text) => Assert.False(RateLimit.TryParse(text, out _));

    [Fact]
    public void A_wrong_limit_names_its_key_its_value_and_the_legal_form()
    {
        var reader = new SettingsReader(ConfigurationFactory.ParseString("actorchat.rate-limits.connects = \"many\""));
        var refused = Assert.Throws<SettingsException>(() => RateLimit.From(reader, "rate-limits.connects"));
        Assert.Equal($"actorchat.rate-limits.connects = many: must be {RateLimit.LegalForm}", refused.Message);
    }
}
