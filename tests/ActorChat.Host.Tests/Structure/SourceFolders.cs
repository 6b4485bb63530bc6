using System.Text.RegularExpressions;
using ActorChat.Host.Tests.EndToEnd;

namespace ActorChat.Host.Tests.Structure;

/// <summary>The folders of a project, and which uses which. Found in the sources, because a constant leaves no trace in a compiled assembly.</summary>
internal sealed partial class SourceFolders
{
    private readonly Dictionary<string, SortedDictionary<string, string>> _uses = [];

    private SourceFolders(IReadOnlyCollection<Source> sources)
    {
        var declared = sources.SelectMany(static source => source.Declares.Select(name => (name, source))).ToLookup(static one => one.name, static one => one.source);
        foreach (var source in sources)
        {
            foreach (var (name, target) in source.Words.SelectMany(word => declared[word].Select(target => (word, target))))
            {
                if (target.Folder != source.Folder && source.Sees(target.Namespace))
                {
                    Of(source.Folder).TryAdd(target.Folder, $"{source.Name} uses {name}");
                }
            }
        }
    }

    /// <summary>Reads a project under <c>src</c>.</summary>
    public static SourceFolders Of(Project project)
    {
        var sources = project.Sources.Select(file => new Source(project.Folder, file)).Where(static source => source.Namespace.Length > 0).ToList();
        Assert.NotEmpty(sources);
        return new SourceFolders(sources);
    }

    /// <summary>One line for each step of a circle: which folder uses which, and where; nothing if there is no circle.</summary>
    public IReadOnlyList<string> Circles() =>
    [
        .. _uses.SelectMany(from => from.Value.Where(to => Reaches(to.Key, from.Key)).Select(to => $"{from.Key} -> {to.Key}: {to.Value}")).Order(StringComparer.Ordinal),
    ];

    private SortedDictionary<string, string> Of(string folder) =>
        _uses.TryGetValue(folder, out var uses) ? uses : _uses[folder] = new SortedDictionary<string, string>(StringComparer.Ordinal);

    private bool Reaches(string from, string to)
    {
        var (seen, waiting) = (new HashSet<string> { from }, new Stack<string>([from]));
        while (waiting.TryPop(out var folder))
        {
            if (folder == to)
            {
                return true;
            }

            foreach (var next in (_uses.GetValueOrDefault(folder)?.Keys ?? Enumerable.Empty<string>()).Where(seen.Add))
            {
                waiting.Push(next);
            }
        }

        return false;
    }

    /// <summary>One file: what it declares, what it mentions, and which namespaces it sees.</summary>
    private sealed class Source
    {
        private readonly HashSet<string> _usings;

        public Source(string project, string file)
        {
            var text = File.ReadAllText(file);
            Name = Path.GetFileName(file);
            Folder = Path.GetRelativePath(project, Path.GetDirectoryName(file)!);
            Namespace = NamespaceLine().Match(text).Groups[1].Value;
            _usings = [.. UsingLine().Matches(text).Select(static match => match.Groups[1].Value)];
            Declares = [.. Declaration().Matches(text).Concat(Extension().Matches(text)).Select(static match => match.Groups[1].Value).Distinct()];
            Words = [.. Word().Matches(NoCode().Replace(text, " ")).Select(static match => match.Groups[1].Value)];
        }

        public string Name { get; }

        /// <summary>Relative to the project; a dot for the project's folder.</summary>
        public string Folder { get; }

        public string Namespace { get; }

        public IReadOnlyList<string> Declares { get; }

        public HashSet<string> Words { get; }

        public bool Sees(string other) => _usings.Contains(other) || Namespace == other || Namespace.StartsWith(other + ".", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"^(?:public |internal )(?:abstract |sealed |static |partial |readonly |ref )*(?:class|record struct|record class|record|struct|interface|enum|delegate [\w<>?]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"static [\w<>?\[\], .()]+ (\w+)(?:<\w+>)?\(this ")]
    private static partial Regex Extension();

    /// <summary>Strings, comments and usings.</summary>
    [GeneratedRegex("""\"{3}[\s\S]*?\"{3}|//.*|"(\\.|[^"\\\n])*"|^using .*""", RegexOptions.Multiline)]
    private static partial Regex NoCode();

    /// <summary>The name of a type, or of an extension method that is called; a member with that name does not count.</summary>
    [GeneratedRegex(@"(?<![.\w])(\w+)|(?<=\.)(?<1>\w+)(?=[(<])")]
    private static partial Regex Word();
}
