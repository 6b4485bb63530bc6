using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Actors.Tests.Common;

public sealed class SettingsReaderSpecs
{
    [Theory]
    [InlineData("5", 5)]
    [InlineData("1", 1)]
    [InlineData("9", 9)]
    public void A_whole_number_within_its_range_is_read(string text, int expected) => Assert.Equal(expected, Of($"n = {text}").Whole("n", 1, 9));

    [Theory]
    [InlineData("0")]
    [InlineData("10")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("many")]
    [InlineData("\"\"")]
    [InlineData("99999999999999999999")]
    public void A_whole_number_out_of_range_names_key_value_and_range(string text)
    {
        var error = Assert.Throws<SettingsException>(() => Of($"n = {text}").Whole("n", 1, 9));
        Assert.Equal($"actorchat.n = {text.Trim('"')}: must be a whole number from 1 to 9", error.Message);
    }

    [Theory]
    [InlineData("9ms")]
    [InlineData("2m")]
    [InlineData("10")]
    [InlineData("soon")]
    public void A_duration_out_of_range_names_key_value_and_range(string text)
    {
        var error = Assert.Throws<SettingsException>(() => Of($"d = {text}").Duration("d", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)));
        Assert.Equal($"actorchat.d = {text}: must be a duration from 10ms to 1m, such as 5s (ms, s, m, h, d)", error.Message);
    }

    [Theory]
    [InlineData("1KiB")]
    [InlineData("9")]
    [InlineData("100 bytes")]
    public void A_size_out_of_range_names_key_value_and_range(string text)
    {
        var error = Assert.Throws<SettingsException>(() => Of($"s = {text}").Bytes("s", 10, 1000));
        Assert.Equal($"actorchat.s = {text}: must be a size from 10B to 1000B, such as 100B (B, KiB, MiB, GiB)", error.Message);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.05", 0.05)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1", 1)]
    public void A_fraction_is_read(string text, double expected) => Assert.Equal(expected, Of($"f = {text}").Fraction("f"));

    [Theory]
    [InlineData("1.01")]
    [InlineData("-0.1")]
    [InlineData("NaN")]
    [InlineData("half")]
    [InlineData("5%")]
    public void A_fraction_out_of_range_names_key_value_and_range(string text)
    {
        var error = Assert.Throws<SettingsException>(() => Of($"f = {text}").Fraction("f"));
        Assert.Equal($"actorchat.f = {text}: must be a number from 0 to 1", error.Message);
    }

    [Fact]
    public void A_switch_is_on_or_off_and_nothing_else()
    {
        Assert.True(Of("s = on").Switch("s"));
        Assert.False(Of("s = off").Switch("s"));
        var error = Assert.Throws<SettingsException>(() => Of("s = maybe").Switch("s"));
        Assert.Equal("actorchat.s = maybe: must be on or off", error.Message);
    }

    [Fact]
    public void A_refused_choice_names_the_legal_values()
    {
        Assert.Equal("b", Of("c = b").Choice("c", "a", "b"));
        var error = Assert.Throws<SettingsException>(() => Of("c = z").Choice("c", "a", "b"));
        Assert.Equal("actorchat.c = z: must be one of a, b", error.Message);
    }

    [Fact]
    public void A_missing_key_is_named()
    {
        Assert.Equal("actorchat.x.y is missing", Assert.Throws<SettingsException>(() => Of("n = 1").Whole("x.y", 1, 2)).Message);
        Assert.Equal("actorchat.l is missing", Assert.Throws<SettingsException>(() => Of("n = 1").List("l")).Message);
    }

    [Fact]
    public void A_block_in_place_of_a_value_is_an_error_that_names_the_key()
    {
        Assert.Equal("actorchat.n = a block or a list: must be one value", Assert.Throws<SettingsException>(() => Of("n { inner = 1 }").Whole("n", 1, 9)).Message);
        Assert.Equal("actorchat.n = a block or a list: must be one value", Assert.Throws<SettingsException>(() => Of("n = [1]").Whole("n", 1, 9)).Message);
    }

    [Fact]
    public void A_value_in_place_of_a_list_is_an_error_that_names_the_key()
    {
        Assert.Equal("actorchat.l = x: must be a list such as [\"a\", \"b\"]", Assert.Throws<SettingsException>(() => Of("l = x").List("l")).Message);
    }

    [Fact]
    public void A_list_is_read_in_its_order() => Assert.Equal(["b", "a"], Of("l = [b, a]").List("l"));

    [Fact]
    public void A_key_that_nobody_read_is_known_by_its_whole_path()
    {
        var reader = Of("rooms { partitions = 1, partitons = 2 }\nb { c { d = 3 } }\na = [1, 2]");
        reader.Whole("rooms.partitions", 1, 9);
        Assert.Equal(["a", "b.c.d", "rooms.partitons"], reader.UnreadKeys());
    }

    [Fact]
    public void A_second_file_overrides_the_first_key_by_key()
    {
        var reader = new SettingsReader(ConfigurationFactory.ParseString("actorchat.rooms.batch = 7")
            .WithFallback(ConfigurationFactory.ParseString("actorchat.rooms { batch = 1, partitions = 3, typo = 1 }")));
        Assert.Equal(7, reader.Whole("rooms.batch", 1, 9));
        Assert.Equal(3, reader.Whole("rooms.partitions", 1, 9));
        Assert.Equal(["rooms.typo"], reader.UnreadKeys());
    }

    [Fact]
    public void An_unknown_key_in_either_file_is_found()
    {
        var reader = new SettingsReader(ConfigurationFactory.ParseString("actorchat.rooms.typo = 7")
            .WithFallback(ConfigurationFactory.ParseString("actorchat.rooms { batch = 1 }")));
        reader.Whole("rooms.batch", 1, 9);
        Assert.Equal(["rooms.typo"], reader.UnreadKeys());
    }

    private static SettingsReader Of(string keys) => new(ConfigurationFactory.ParseString($"actorchat {{\n{keys}\n}}"));
}
