namespace ActorChat.Faults.Servers;

/// <summary>Finds the server that was built beside this program, in the same configuration.</summary>
internal static class ServerBinary
{
    public const string FileName = "ActorChat.Host.dll";

    public static string Find()
    {
        // tests/ActorChat.Faults/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var binary = Path.Combine(Sources.Root, "src", "ActorChat.Host", "bin", output.Parent?.Name ?? "", output.Name, FileName);
        return File.Exists(binary) ? binary : throw new FileNotFoundException("The server is not built: " + binary);
    }
}
