using System.Globalization;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Testing;

namespace ActorChat.Host.Tests.Cluster;

/// <summary>Three servers as separate processes on one database, which find each other as they do anywhere.</summary>
internal sealed class ClusterOfProcesses : IAsyncDisposable
{
    private const int Size = 3;

    private readonly TestFolder _folder = new();
    private readonly string _connection;
    private readonly (int Port, int Management)[] _ports = [.. Enumerable.Range(0, Size).Select(_ => (FreePort.Take(), FreePort.Take()))];
    private readonly ServerProcess?[] _nodes = new ServerProcess?[Size];

    private ClusterOfProcesses()
    {
        var database = $"cluster_{Guid.NewGuid():N}";
        PostgresServer.Shared.Query("postgres", $"CREATE DATABASE {database}");
        _connection = PostgresServer.Shared.ConnectionTo(database);
    }

    public ServerProcess this[int node] => _nodes[node] ?? throw new InvalidOperationException("It does not run.");

    public static async Task<ClusterOfProcesses> StartAsync()
    {
        var cluster = new ClusterOfProcesses();
        await Task.WhenAll(Enumerable.Range(0, Size).Select(cluster.StartAsync));
        return cluster;
    }

    /// <summary>A cluster of which no node runs yet.</summary>
    public static ClusterOfProcesses Empty() => new();

    /// <summary>Starts a node, again if it has run before, and waits until it is ready.</summary>
    public async Task StartAsync(int node) => _nodes[node] = await ServerProcess.StartAsync(_folder.PathOf($"data-{node}"), SettingsOf(node), variable: Storage);

    /// <summary>Starts a node, and does not wait for it.</summary>
    public void Begin(int node) => _nodes[node] = ServerProcess.Begin(_folder.PathOf($"data-{node}"), SettingsOf(node), variable: Storage);

    public async Task KillAsync(int node)
    {
        var killed = this[node];
        _nodes[node] = null;
        await killed.DisposeAsync();
    }

    /// <summary>Tells a node to stop; returns its exit code.</summary>
    public async Task<int> StopAsync(int node)
    {
        var stopped = this[node];
        _nodes[node] = null;
        var exit = await stopped.TerminateAsync();
        await stopped.DisposeAsync();
        return exit;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.OfType<ServerProcess>())
        {
            await node.DisposeAsync();
        }

        _folder.Dispose();
    }

    private string Storage => $"ACTORCHAT_POSTGRESQL={_connection}";

    private string SettingsOf(int node) => _folder.Write($"node-{node}.conf", string.Create(CultureInfo.InvariantCulture, $$"""
            actorchat {
              storage = postgresql
              passwords { memory = 64KiB, iterations = 1 }
              metrics.listen = off
              stopping { notice = 0s, spread = 0s }
              cluster {
                enabled = on
                node = node-{{node}}
                host = "127.0.0.1"
                port = {{_ports[node].Port}}
                management-port = {{_ports[node].Management}}
                contacts = "{{string.Join(',', _ports.Select(contact => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{contact.Management}")))}}"
                # This machine has much else to do: nobody is to be taken for dead who only waits for the processor.
                silent-after = 5s
              }
            }
            """));
}
