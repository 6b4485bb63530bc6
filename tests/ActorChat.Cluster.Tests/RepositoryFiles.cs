using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Cluster.Tests;

/// <summary>Files of the repository for tests.</summary>
internal static class RepositoryFiles
{
    public static Config Hocon() => EnvironmentValues.Parse(File.ReadAllText(Path.Combine(Root(), "hocon.conf")));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorChat.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside of the repository");
    }
}
