using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Host.Tests.Settings;

/// <summary>Values of the environment in a HOCON file.</summary>
public sealed class EnvironmentValuesSpecs
{
    private const string Text = """
        a {
          before = 1
          x = standard
          # x = ${?OTHER}
          x = ${?VARIABLE} # why
          after = 2
        }
        b.y = "${?TEXT}"
        """;

    [Fact]
    public void A_variable_that_is_set_replaces_the_value_before_it() => Assert.Equal("1, from outside, 2", Read("from outside"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_it_the_value_before_it_stays(string? value) => Assert.Equal("1, standard, 2", Read(value));

    [Theory]
    [InlineData("it is \"quoted\" and C:\\path")]
    [InlineData("a = 1 }, b = [ # not a comment")]
    [InlineData("Host=127.0.0.1;Password=${x}$")]
    public void Whatever_it_holds_is_a_text(string value) => Assert.Equal($"1, {value}, 2", Read(value));

    [Fact]
    public void Lines_keep_their_numbers() => Assert.Equal(Text.Split('\n').Length, EnvironmentValues.Put(Text, _ => null).Split('\n').Length);

    [Theory]
    [InlineData("a = 1\nb = ${?X} ${?Y}", "line 2:")]
    [InlineData("a { b = ${?X} }", "line 1:")]
    [InlineData("a = [${?X}]", "line 1:")]
    public void A_value_that_is_not_alone_on_its_line_is_refused(string text, string fault) =>
        Assert.StartsWith(fault, EnvironmentValues.FindFault(text), StringComparison.Ordinal);

    [Fact]
    public void What_is_in_a_comment_or_in_quotes_is_no_such_value() => Assert.Null(EnvironmentValues.FindFault(Text));

    private static string Read(string? value)
    {
        var read = ConfigurationFactory.ParseString(EnvironmentValues.Put(Text, name => name == "VARIABLE" ? value : name == "OTHER" ? "never" : null));
        Assert.Equal("${?TEXT}", read.GetString("b.y"));
        return $"{read.GetString("a.before")}, {read.GetString("a.x")}, {read.GetString("a.after")}";
    }
}
