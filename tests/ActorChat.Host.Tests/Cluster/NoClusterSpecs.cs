using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Cluster;

public sealed class NoClusterSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_without_a_cluster_loads_nothing_of_remoting_and_opens_no_port_but_its_own()
    {
        await using var server = await ServerProcess.StartAsync(_folder.PathOf("data"), _folder.Write("test.conf", "actorchat.metrics.listen = off"));
        var loaded = server.LoadedFiles().Select(file => Path.GetFileName(file)!).ToHashSet();
        Assert.Contains("Akka.dll", loaded);
        Assert.DoesNotContain(loaded, static file => file.StartsWith("Akka.Remote", StringComparison.Ordinal) || file.StartsWith("Akka.Cluster", StringComparison.Ordinal)
            || file.StartsWith("Akka.Management", StringComparison.Ordinal) || file.StartsWith("DotNetty", StringComparison.Ordinal));
        Assert.Equal([new Uri(server.Url).Port], server.ListeningPorts());
    }
}
