using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Docs;

/// <summary>What the project file says is published, and where the program runs from the sources; nothing is built for it.</summary>
public sealed class PublishedPagesSpecs
{
    [Fact]
    public async Task The_pages_are_published_beside_the_program_and_its_data_is_in_the_repositorys_root()
    {
        var project = Path.Combine(ClientScripts.Root, "src", "ActorChat.Host");
        var (exitCode, output) = await ClientScripts.RunAsync("dotnet", ["msbuild", project, "-nologo", "-getItem:Content", "-getProperty:RunWorkingDirectory"]);
        Assert.True(exitCode == 0, output);
        using var evaluated = JsonDocument.Parse(output);
        Assert.Equal(ClientScripts.Root, Path.GetFullPath(evaluated.RootElement.GetProperty("Properties").GetProperty("RunWorkingDirectory").GetString()!));
        Assert.Contains("/data/", await File.ReadAllLinesAsync(Path.Combine(ClientScripts.Root, ".gitignore")));

        var published = evaluated.RootElement.GetProperty("Items").GetProperty("Content").EnumerateArray()
            .Where(static item => Of(item, "CopyToPublishDirectory") == "PreserveNewest" || Of(item, "CopyToOutputDirectory") == "PreserveNewest")
            .Select(static item => Of(item, "Link")).ToHashSet();
        Assert.Superset(new HashSet<string?> { "README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "THIRD-PARTY-NOTICES.txt", "hocon.conf" }, published);
        var docs = Path.Combine(ClientScripts.Root, "docs");
        Assert.All(
            Directory.GetFiles(docs, "*.md", SearchOption.AllDirectories).Select(page => "docs/" + Path.GetRelativePath(docs, page)),
            page => Assert.Contains(page, published));
    }

    private static string? Of(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
