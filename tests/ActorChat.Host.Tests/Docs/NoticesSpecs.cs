using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Docs;

/// <summary>THIRD-PARTY-NOTICES.txt lists what a binary release contains, with the texts of the licences, and is part of the release.</summary>
public sealed partial class NoticesSpecs
{
    private static readonly string Notices = File.ReadAllText(Path.Combine(ClientScripts.Root, "THIRD-PARTY-NOTICES.txt"));

    /// <summary>The built server, beside these tests.</summary>
    private static readonly string Output = AppContext.BaseDirectory.Replace(Path.Combine("tests", "ActorChat.Host.Tests"), Path.Combine("src", "ActorChat.Host"), StringComparison.Ordinal);

    [Fact]
    public void Every_library_of_a_release_is_named_and_no_other()
    {
        var carried = CarriedPackages().Order(StringComparer.Ordinal).ToArray();
        Assert.Contains("libsodium", carried);
        Assert.Equal(carried, Libraries().Select(library => library.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_library_has_its_copyright_and_a_licence_whose_text_is_there() => Assert.All(Libraries(), library =>
    {
        Assert.NotEmpty(library.Copyright);
        Assert.Matches($@"(?m)^{Regex.Escape(library.Licence)}( \(.+\))?\n-{{3,}}\n\n\S", Notices);
    });

    [Fact]
    public void Every_file_of_data_within_the_program_is_named()
    {
        // SQL statements and settings of Akka belong to the server.
        var data = Directory.GetFiles(Output, "ActorChat.*.dll").SelectMany(file => Assembly.LoadFrom(file).GetManifestResourceNames())
            .Where(name => !name.EndsWith(".sql", StringComparison.Ordinal) && !name.EndsWith(".conf", StringComparison.Ordinal)).ToArray();
        Assert.Contains("Logins/Unicode/confusables.txt", data);
        Assert.All(data, name => Assert.Contains(name.Replace("ActorChat.Host.", "", StringComparison.Ordinal).Split('/')[^1], Notices, StringComparison.Ordinal));
    }

    [Fact]
    public void The_notices_and_the_licence_are_part_of_the_release()
    {
        Assert.Equal(Notices, File.ReadAllText(Path.Combine(Output, "THIRD-PARTY-NOTICES.txt")));
        Assert.Equal(File.ReadAllText(Path.Combine(ClientScripts.Root, "LICENSE")), File.ReadAllText(Path.Combine(Output, "LICENSE")));
    }

    /// <summary>The packages whose files are beside the program.</summary>
    private static IEnumerable<string> CarriedPackages()
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "ActorChat.Host.deps.json")));
        var libraries = dependencies.RootElement.GetProperty("libraries");
        foreach (var library in dependencies.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject())
        {
            var carries = library.Value.EnumerateObject().Any(assets => assets.Name is "runtime" or "native" or "runtimeTargets" or "resources");
            if (carries && libraries.GetProperty(library.Name).GetProperty("type").GetString() == "package")
            {
                yield return library.Name.Split('/')[0];
            }
        }
    }

    private static (string Name, string Copyright, string Licence)[] Libraries()
    {
        var part = Notices[Notices.IndexOf("Libraries\n=", StringComparison.Ordinal)..Notices.IndexOf("Data\n=", StringComparison.Ordinal)];
        return [.. Entry().Matches(part).Select(entry => (entry.Groups[1].Value, entry.Groups[2].Value, entry.Groups[3].Value))];
    }

    [GeneratedRegex(@"(?m)^(\S+)\n    (.+)\n    ([^,\n]+), https?://\S+$")]
    private static partial Regex Entry();
}
