using System.Globalization;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Labs;

/// <summary>nginx on a machine of a lab, in front of the nodes, with the configuration that <c>ops/cluster/run</c> uses.</summary>
internal sealed class LabFront : IAsyncDisposable
{
    private const int Port = 8080;

    private readonly LabProcess _process;

    private LabFront(LabMachine machine, string configuration, string logs)
    {
        Machine = machine;
        _process = new LabProcess(
            machine, Path.Combine(logs, "nginx.log"), () => new LabCommand(["nginx", "-c", configuration, "-e", "stderr"], new Dictionary<string, string>()), TimeSpan.FromSeconds(1));
        Address = new Uri($"http://{machine.Address}:{Port}");
    }

    public LabMachine Machine { get; }

    /// <summary>Where clients connect.</summary>
    public Uri Address { get; }

    public static async Task<LabFront> StartAsync(LabMachine machine, string folder, string logs, IReadOnlyList<LabNode> nodes)
    {
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "nginx.conf");
        var template = await File.ReadAllTextAsync(Path.Combine(Sources.Root, "ops", "cluster", "nginx.conf"));
        await File.WriteAllTextAsync(configuration, Fill(template, folder, [.. nodes.Select(node => (node.Name, node.Address.Authority))]));
        var front = new LabFront(machine, configuration, logs);
        front._process.Start();
        return front;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>The template with a group of all nodes, and a group for each, whose other nodes answer while it is down.</summary>
    internal static string Fill(string template, string folder, IReadOnlyList<(string Name, string Address)> nodes)
    {
        var groups = nodes.Select(node => Group(node.Name, node.Address, nodes.Where(other => other != node).Select(other => other.Address)))
            .Prepend(Group("nodes", null, nodes.Select(node => node.Address)));
        return template
            .Replace("@FOLDER@", folder, StringComparison.Ordinal)
            .Replace("@PORT@", Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@GROUPS@", string.Concat(groups), StringComparison.Ordinal)
            .Replace("@MARKS@", string.Join('\n', nodes.Select(node => $"    ~^{node.Name}\\. {node.Name};")), StringComparison.Ordinal);
    }

    private static string Group(string name, string? first, IEnumerable<string> others)
    {
        var lines = first is null ? others.Select(other => Server(other, "")) : others.Select(other => Server(other, " backup")).Prepend(Server(first, ""));
        return $"  upstream {name} {{\n    zone {name} 64k;\n{string.Concat(lines)}    keepalive 64;\n  }}\n";
    }

    private static string Server(string address, string role) => $"    server {address} max_fails=1 fail_timeout=1s{role};\n";
}
