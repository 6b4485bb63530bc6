using System.Text.RegularExpressions;

namespace ActorChat.Host.Tests.Structure;

/// <summary>Operators search the log by number: each stands for one text.</summary>
public sealed partial class LogNumberSpecs
{
    [Fact]
    public void No_two_log_lines_of_the_host_have_the_same_number()
    {
        var numbers = new Project("ActorChat.Host").Sources.SelectMany(file => Number().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToList();
        Assert.NotEmpty(numbers);
        Assert.Empty(numbers.GroupBy(number => number).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [GeneratedRegex(@"\[LoggerMessage\((\d+),")]
    private static partial Regex Number();
}
