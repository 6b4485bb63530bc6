namespace ActorChat.Faults.Servers;

/// <summary>Finds the server that was built beside this program, in the same configuration.</summary>
internal static class ServerBinary
{
    public static string Find()
    {
        // tests/ActorChat.Faults/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var framework = output.Name;
        var configuration = output.Parent?.Name ?? "";
        for (var folder = output; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ActorChat.sln")))
            {
                var binary = Path.Combine(folder.FullName, "src", "ActorChat.Host", "bin", configuration, framework, "ActorChat.Host.dll");
                return File.Exists(binary) ? binary : throw new FileNotFoundException("The server is not built: " + binary);
            }
        }

        throw new FileNotFoundException("No repository above " + output.FullName);
    }
}
