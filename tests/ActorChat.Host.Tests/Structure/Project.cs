using System.Xml.Linq;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Structure;

/// <summary>A project under <c>src</c>.</summary>
internal sealed class Project
{
    private readonly XDocument _file;

    public Project(string name)
    {
        Folder = Path.Combine(ClientScripts.Root, "src", name);
        _file = XDocument.Load(Path.Combine(Folder, $"{name}.csproj"));
    }

    public static IReadOnlyList<string> All => [.. Directory.GetDirectories(Path.Combine(ClientScripts.Root, "src")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public string Folder { get; }

    public IEnumerable<string> Sources => Directory.GetFiles(Folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => Path.GetRelativePath(Folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));

    /// <summary>The projects that it refers to.</summary>
    public IReadOnlyList<string> Projects => [.. Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>The packages and frameworks that it refers to, without those for the build only.</summary>
    public IReadOnlyList<string> Packages =>
    [
        .. _file.Descendants("PackageReference").Where(package => package.Attribute("PrivateAssets")?.Value != "all").Select(package => package.Attribute("Include")!.Value),
        .. Includes("FrameworkReference"),
        .. _file.Root!.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web" ? ["Microsoft.AspNetCore.App"] : Array.Empty<string>(),
    ];

    private IEnumerable<string> Includes(string element) => _file.Descendants(element).Select(reference => reference.Attribute("Include")!.Value);
}
