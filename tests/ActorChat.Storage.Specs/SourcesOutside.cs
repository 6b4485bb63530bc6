namespace ActorChat.Storage.Specs;

/// <summary>What the specs of an engine's wall look through.</summary>
public static class SourcesOutside
{
    /// <summary>Code and project files of all projects except the engine's.</summary>
    /// <param name="engine">The name of its project.</param>
    public static IEnumerable<string> Of(string engine)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "ActorChat.sln")))
        {
            root = root.Parent!;
        }

        var slash = Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(Path.Combine(root.FullName, "src"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".conf")
            .Where(file => !file.Contains($"{slash}obj{slash}", StringComparison.Ordinal) && !file.Contains($"{slash}bin{slash}", StringComparison.Ordinal))
            .Where(file => !file.Contains($"{slash}{engine}{slash}", StringComparison.Ordinal));
    }
}
