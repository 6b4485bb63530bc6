namespace ActorChat.Storage.Tests.Support;

/// <summary>A data folder of a test's own.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("actorchat-storage-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The names and contents of what lies in it, to see that nothing was touched.</summary>
    public IReadOnlyList<string> Contents() =>
        [.. Directory.GetFiles(Path).Where(file => System.IO.Path.GetFileName(file) != "lock").Order(StringComparer.Ordinal).Select(file => $"{System.IO.Path.GetFileName(file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(file)))}")];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
