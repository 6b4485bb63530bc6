using ActorChat.Settings;
using FsCheck.Xunit;

namespace ActorChat.Actors.Tests.Common;

public sealed class UnitsSpecs
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("10 s", 10_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("0ms", 0)]
    public void A_duration_is_a_number_with_a_unit(string text, double milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1,5s")]
    [InlineData("1.2.3s")]
    [InlineData("1w")]
    [InlineData("1S")]
    [InlineData("99999999999999d")]
    [InlineData("infinite")]
    public void Nothing_else_is_a_duration(string text) => Assert.False(Durations.TryParse(text, out _));

    [Property]
    public bool A_printed_duration_reads_as_itself(int milliseconds)
    {
        var value = TimeSpan.FromMilliseconds(Math.Abs((long)milliseconds));
        return Durations.TryParse(Durations.Print(value), out var read) && read == value;
    }

    [Theory]
    [InlineData(1_500, "1500ms")]
    [InlineData(60_000, "1m")]
    [InlineData(90_000, "90s")]
    [InlineData(0, "0ms")]
    [InlineData(86_400_000, "1d")]
    public void A_duration_is_printed_in_its_largest_whole_unit(long milliseconds, string text) =>
        Assert.Equal(text, Durations.Print(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("65536", 65_536)]
    [InlineData("12B", 12)]
    [InlineData("64KiB", 65_536)]
    [InlineData("64 KiB", 65_536)]
    [InlineData("1MiB", 1_048_576)]
    [InlineData("3GiB", 3_221_225_472)]
    public void A_size_is_a_whole_number_of_bytes_or_of_a_power_of_1024(string text, long bytes)
    {
        Assert.True(Sizes.TryParse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("-1")]
    [InlineData("1.5MiB")]
    [InlineData("1MB")]
    [InlineData("1kib")]
    [InlineData("99999999999GiB")]
    [InlineData("99999999999999999999")]
    public void Nothing_else_is_a_size(string text) => Assert.False(Sizes.TryParse(text, out _));
}
