namespace ActorChat.SocketIO.Tests.EndToEnd.Hosting;

/// <summary>Where files outside the test assembly are: client scripts and the test host.</summary>
internal static class Repository
{
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory);

    /// <summary>The folder of the client scripts.</summary>
    public static string Clients { get; } = Path.Combine(Root(), "tests", "clients");

    /// <summary>The assembly of the test host, built in the same configuration as these tests.</summary>
    public static string TestHost { get; } = Path.Combine(
        Root(), "tests", "ActorChat.SocketIO.TestHost", "bin", Output.Parent!.Name, Output.Name, "ActorChat.SocketIO.TestHost.dll");

    private static string Root()
    {
        for (var folder = Output; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ActorChat.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
