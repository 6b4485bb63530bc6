using System.Globalization;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Labs;

/// <summary>
/// A small data centre in network namespaces: PostgreSQL, the nodes and nginx, each on a machine of its own. Two labs do not meet, and nothing is left of one
/// when this program ends, however it ends.
/// </summary>
internal sealed class Lab : IAsyncDisposable
{
    private const int DatabaseHost = 100;
    private const int StandbyHost = 101;
    private const int FrontHost = 200;

    private static int s_labs;

    private readonly LabKeeper _keeper;
    private readonly List<IAsyncDisposable> _parts = [];

    private Lab(string prefix, string folder)
    {
        _keeper = new LabKeeper(prefix, folder);
        Logs = Path.Combine(folder, "logs");
        Directory.CreateDirectory(Logs);
    }

    /// <summary>The folder of everything that was printed.</summary>
    public string Logs { get; }

    public IReadOnlyList<LabNode> Nodes { get; private set; } = [];

    public LabDatabase Database { get; private set; } = null!;

    public LabFront Front { get; private set; } = null!;

    /// <summary>Why there can be no lab on this system, in one line; null if there can.</summary>
    public static string? Obstacle()
    {
        if (Environment.UserName != "root")
        {
            return "network namespaces need root";
        }

        if (new[] { "ip", "tc", "nft", "ss", "nginx", "setpriv", "setsid", "mount" }.FirstOrDefault(tool => !Tool.Exists(tool)) is { } missing)
        {
            return $"{missing} is not installed (Debian: iproute2 nftables nginx-light util-linux)";
        }

        return LabServer.Programs is null ? "PostgreSQL is not installed (Debian: postgresql)" : null;
    }

    /// <summary>Builds a lab, and starts everything but the nodes.</summary>
    /// <param name="nodes">How many nodes it has places for; the last one is not among the contacts of the cluster.</param>
    /// <param name="settings">HOCON for all nodes.</param>
    public static async Task<Lab> BuildAsync(int nodes, string settings)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"actorchat{Environment.ProcessId}x{Interlocked.Increment(ref s_labs)}");
        var folder = Path.Combine(Path.GetTempPath(), prefix);
        Directory.CreateDirectory(folder);
        var lab = new Lab(prefix, folder);
        try
        {
            await lab.FurnishAsync(await LabNetwork.BuildAsync(prefix), folder, nodes, settings);
            return lab;
        }
        catch
        {
            lab._keeper.KeepsLogs = true;
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps the logs when the lab is removed.</summary>
    public void KeepLogs() => _keeper.KeepsLogs = true;

    /// <summary>Starts nodes, and waits until each says that it is ready.</summary>
    public async Task StartAsync(IEnumerable<LabNode> nodes, TimeSpan patience)
    {
        var started = nodes.ToArray();
        Array.ForEach(started, node => node.Start());
        if (await UnreadyAsync(started, patience) is [var late, ..])
        {
            throw new InvalidOperationException($"{late.Name} did not get ready; what it printed is in {late.Process.Log}");
        }
    }

    /// <summary>Waits until each of these nodes says that it is ready.</summary>
    /// <returns>Those that were not in time.</returns>
    public async Task<IReadOnlyList<LabNode>> UnreadyAsync(IReadOnlyList<LabNode> nodes, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var health = await Task.WhenAll(nodes.Select(node => node.HealthAsync()));
            var late = nodes.Where((_, i) => health[i] != System.Net.HttpStatusCode.OK).ToArray();
            if (late.Length == 0 || TimeProvider.System.GetElapsedTime(began) > patience)
            {
                return late;
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Ends all filters.</summary>
    public Task HealAsync() => Task.WhenAll(Nodes.Select(node => node.Machine).Append(Database.Machine).Append(Front.Machine).Select(machine => machine.FilterAsync(PacketFilter.None)));

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        await _keeper.DisposeAsync();
    }

    private async Task FurnishAsync(LabNetwork network, string folder, int nodes, string settings)
    {
        var shared = Path.Combine(folder, "actorchat.conf");
        await File.WriteAllTextAsync(shared, settings);
        Database = await LabDatabase.CreateAsync(await network.AddAsync("postgresql", DatabaseHost), await network.AddAsync("standby", StandbyHost), Path.Combine(folder, "postgresql"), Logs);
        _parts.Add(Database);
        var machines = new List<LabMachine>();
        for (var number = 1; number <= nodes; number++)
        {
            machines.Add(await network.AddAsync($"node-{number}", number));
        }

        var storage = new Dictionary<string, string>
        {
            ["ACTORCHAT_STORAGE"] = "postgresql",
            ["ACTORCHAT_POSTGRESQL"] = Database.ConnectionString,
        };
        Nodes = [.. machines.Select(machine => new LabNode(machine, Path.Combine(folder, machine.Name), Logs, shared, storage))];
        if (nodes > 2)
        {
            storage["ACTORCHAT_CLUSTER"] = "on";
        }

        // The last one is a guest: nobody waits for it.
        storage["ACTORCHAT_CLUSTER_CONTACTS"] = string.Join(',', Nodes.SkipLast(1).Select(node => node.Contact));
        _parts.AddRange(Nodes);
        Front = await LabFront.StartAsync(await network.AddAsync("nginx", FrontHost), Path.Combine(folder, "nginx"), Logs, Nodes);
        _parts.Add(Front);
    }
}
