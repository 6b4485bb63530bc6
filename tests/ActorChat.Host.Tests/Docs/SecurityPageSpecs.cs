using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Docs;

/// <summary>The table of docs/security.md is complete, and the tests that it names exist.</summary>
public sealed partial class SecurityPageSpecs
{
    private static readonly string Page = File.ReadAllText(Path.Combine(ClientScripts.Root, "docs", "security.md"));

    [Fact]
    public void No_cell_of_the_table_is_empty()
    {
        var rows = Page.Split('\n').Where(line => Row().IsMatch(line)).Select(line => line.Trim().Trim('|').Split('|')).ToList();
        Assert.True(rows.Count > 50, "the table is found");
        Assert.All(rows, row => Assert.Equal(4, row.Count(cell => cell.Trim().Length > 0)));
    }

    [Fact]
    public void A_row_without_a_test_says_how_it_is_known_and_one_that_is_not_met_says_what_to_do()
    {
        var rows = Page.Split('\n').Where(line => Row().IsMatch(line)).Select(line => line.Trim().Trim('|').Split('|')).ToList();
        Assert.All(rows, row => Assert.Matches("`|— [a-z`]|the same", row[3]));
        Assert.All(rows.Where(row => row[2].Contains("**not met**", StringComparison.Ordinal)), row => Assert.Contains("To do:", row[2], StringComparison.Ordinal));
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var tests = Directory.GetFiles(Path.Combine(ClientScripts.Root, "tests"), "*Specs.cs", SearchOption.AllDirectories).ToLookup(file => Path.GetFileNameWithoutExtension(file));
        var named = Named().Matches(Page);
        Assert.True(named.Count > 30, "the names are found");
        Assert.All(named, name => Assert.Contains(tests[name.Groups[1].Value], file => File.ReadAllText(file).Contains(name.Groups[2].Value, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^\| \d+\.\d+\.\d+")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+Specs)(?:\.(\w+)…?)?`")]
    private static partial Regex Named();
}
