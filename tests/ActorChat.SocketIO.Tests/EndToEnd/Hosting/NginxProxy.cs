namespace ActorChat.SocketIO.Tests.EndToEnd.Hosting;

/// <summary>Debian's nginx as a reverse proxy in front of one server.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private readonly ChildProcess _process;
    private readonly DirectoryInfo _directory;

    private NginxProxy(ChildProcess process, DirectoryInfo directory, int port)
    {
        _process = process;
        _directory = directory;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    public static async Task<NginxProxy> StartAsync(int upstreamPort)
    {
        var port = Ports.Free();
        var directory = Directory.CreateTempSubdirectory("actorchat-nginx-");
        var template = await File.ReadAllTextAsync(Path.Combine(Repository.Clients, "nginx.conf.template"));
        var configuration = Path.Combine(directory.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, template
            .Replace("@DIRECTORY@", directory.FullName, StringComparison.Ordinal)
            .Replace("@LISTEN@", $"{port}", StringComparison.Ordinal)
            .Replace("@UPSTREAM@", $"{upstreamPort}", StringComparison.Ordinal));
        var proxy = new NginxProxy(ChildProcess.Start("/usr/sbin/nginx", "-c", configuration), directory, port);
        await Ports.WaitForListenerAsync(port, StartTimeout);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
