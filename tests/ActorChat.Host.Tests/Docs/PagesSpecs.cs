using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Docs;

/// <summary>The pages of the repository can be read in any window, and docs/README.md lists all pages of docs.</summary>
public sealed partial class PagesSpecs
{
    private const int LongestLine = 160;

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true };

    private static readonly string Docs = Path.Combine(ClientScripts.Root, "docs");

    [Fact]
    public void No_line_of_prose_is_longer_than_160_characters()
    {
        var pages = Pages().ToList();
        Assert.Contains(Path.Combine(Docs, "protocol.md"), pages);
        Assert.Empty(pages.SelectMany(page => Prose(page).Where(line => line.Text.Length > LongestLine).Select(line => $"{page}, line {line.Number}")));
    }

    [Fact]
    public void Every_page_of_docs_is_in_its_index()
    {
        var index = File.ReadAllText(Path.Combine(Docs, "README.md"));
        Assert.All(
            Directory.GetFiles(Docs, "*.md", SearchOption.AllDirectories).Select(page => Path.GetRelativePath(Docs, page)).Where(page => page != "README.md"),
            page => Assert.Contains($"({page})", index, StringComparison.Ordinal));
    }

    /// <summary>docs/testing.md and CONTRIBUTING.md send the reader to files, which may be moved.</summary>
    [Theory]
    [InlineData("docs/testing.md", 12)]
    [InlineData("CONTRIBUTING.md", 8)]
    public void Every_file_to_open_is_there(string page, int atLeast)
    {
        var files = FileToOpen().Matches(File.ReadAllText(Path.Combine(ClientScripts.Root, page))).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(files.Count >= atLeast, $"{files.Count} files");
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(ClientScripts.Root, file)), file));
    }

    [GeneratedRegex(@"`((?:src|tests|docs|clients)/[\w./-]+\.(?:cs|yaml|sh|md))`")]
    private static partial Regex FileToOpen();

    /// <summary>All pages except those left behind by builds and packages.</summary>
    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(ClientScripts.Root, "*.md", Everywhere)
        .Where(page => !Path.GetRelativePath(ClientScripts.Root, page).Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "node_modules" or "BenchmarkDotNet.Artifacts"));

    /// <summary>The lines that are neither code nor rows of a table, which cannot be wrapped.</summary>
    private static IEnumerable<(int Number, string Text)> Prose(string page)
    {
        var (number, isCode) = (0, false);
        foreach (var line in File.ReadLines(page))
        {
            number++;
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (!isCode && !line.StartsWith('|'))
            {
                yield return (number, line);
            }
        }
    }
}
