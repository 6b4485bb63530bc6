using System.Text.RegularExpressions;

namespace ActorChat.Faults.Tests;

/// <summary><c>docs/limits.md</c> names settings that are there, and leaves no bound out.</summary>
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
        // The settings that follow a comment with "Full:", and are not on the page.
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

    [GeneratedRegex("`((?:limits|rooms|database|journal|projection|passwords|tokens|sessions|http|rate-limits|socket-io|security)\\.[a-z-]+)`")]
    private static partial Regex SettingName();
}
