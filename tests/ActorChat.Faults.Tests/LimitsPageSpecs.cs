using System.Text.RegularExpressions;

namespace ActorChat.Faults.Tests;

/// <c>docs/limits.md</c> names existing settings, and leaves no bound out.
public sealed partial class LimitsPageSpecs
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "limits.md"));

    private static readonly string[] Settings = File.ReadAllLines(Path.Combine(Repository.Root, "hocon.conf"));

    [Fact]
    public void Every_setting_on_the_page_is_there()
    {
        var named = SettingName().Matches(Page).Select(match => match.Groups[1].Value).Distinct().ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(Settings, line => line.TrimStart().StartsWith(name[(name.LastIndexOf('.') + 1)..] + " =", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_setting_that_says_what_happens_when_it_is_full_is_on_the_page()
    {
        // The settings that follow a comment with "Full:" but are not on the page.
        var missing = new List<string>();
        var full = false;
        foreach (var line in Settings.Select(line => line.Trim()))
        {
            if (line.StartsWith('#'))
            {
                full |= line.Contains("Full:", StringComparison.Ordinal);
            }
            else if (line.Contains(" = ", StringComparison.Ordinal))
            {
                var name = line[..line.IndexOf(' ', StringComparison.Ordinal)];
                if (full && !Page.Contains($".{name}`", StringComparison.Ordinal))
                {
                    missing.Add(name);
                }

                full = false;
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_default_of_a_single_setting_is_that_of_the_settings_file()
    {
        var rows = Rows().Where(row => SettingName().Count(row[1]) == 1 && LeadingNumber().IsMatch(row[2])).ToArray();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(NumberIn(row[2]), NumberIn(DefaultOf(SettingName().Match(row[1]).Groups[1].Value))));
    }

    [Fact]
    public void Every_test_on_the_page_is_there()
    {
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var named = Rows().SelectMany(row => TestName().Matches(row[4])).ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, test => Assert.Contains(sources[test.Groups[1].Value], source => source.Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal)));
    }

    /// <summary>The cells of all rows: what, setting, default, at the bound, tests.</summary>
    private static IEnumerable<string[]> Rows() => Page.Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| what ", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..]);

    /// <summary>The value of a setting; its block is at the second level of the file.</summary>
    private static string DefaultOf(string setting)
    {
        var (block, name) = (setting[..setting.IndexOf('.', StringComparison.Ordinal)], setting[(setting.LastIndexOf('.') + 1)..]);
        return Settings
            .SkipWhile(line => line != $"  {block} {{")
            .Select(line => line.Trim())
            .First(line => line.StartsWith($"{name} = ", StringComparison.Ordinal))[$"{name} = ".Length..];
    }

    private static string NumberIn(string text) => LeadingNumber().Match(text).Value.Replace(",", "", StringComparison.Ordinal);

    [GeneratedRegex("^[0-9,]*[0-9]")]
    private static partial Regex LeadingNumber();

    [GeneratedRegex("`([A-Za-z]+)\\.([A-Za-z0-9_]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex("`((?:limits|rooms|database|journal|projection|passwords|tokens|sessions|http|rate-limits|socket-io|security)\\.[a-z-]+)`")]
    private static partial Regex SettingName();
}
