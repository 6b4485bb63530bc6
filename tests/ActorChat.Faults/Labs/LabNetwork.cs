using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace ActorChat.Faults.Labs;

/// <summary>
/// Machines of a lab: network namespaces, each with one interface at a switch that is a namespace of its own, so that nothing of the system's firewall lies
/// between them. One more interface leads from this program to the switch.
/// </summary>
internal sealed class LabNetwork
{
    private const int Ours = 254;

    private readonly string _switch;
    private readonly string _subnet;

    private LabNetwork(string prefix, string subnet)
    {
        Prefix = prefix;
        _subnet = subnet;
        _switch = prefix + "-switch";
    }

    /// <summary>All namespaces begin with it; no other lab's do.</summary>
    public string Prefix { get; }

    /// <summary>This program's interface of a lab. It has at most 15 characters, as the system wants, and is beside those of other labs.</summary>
    public static string OurEndOf(string prefix) => prefix.Replace("actorchat", "ac", StringComparison.Ordinal);

    public static async Task<LabNetwork> BuildAsync(string prefix)
    {
        var network = new LabNetwork(prefix, FreeSubnet());
        await network.AddNamespaceAsync(network._switch);
        await IpAsync("-n", network._switch, "link", "add", "bridge", "type", "bridge");
        await IpAsync("-n", network._switch, "link", "set", "bridge", "up");
        await IpAsync("link", "add", network.OurEnd, "type", "veth", "peer", "name", "checker", "netns", network._switch);
        await IpAsync("addr", "add", network.Address(Ours) + "/24", "dev", network.OurEnd);
        await IpAsync("link", "set", network.OurEnd, "up");
        await network.PlugAsync("checker");
        return network;
    }

    /// <summary>Adds a machine.</summary>
    /// <param name="name">Its name within the lab.</param>
    /// <param name="host">The last part of its address.</param>
    public async Task<LabMachine> AddAsync(string name, int host)
    {
        var machine = new LabMachine(name, $"{Prefix}-{name}", Address(host));
        await AddNamespaceAsync(machine.Namespace);
        await IpAsync("link", "add", "eth0", "netns", machine.Namespace, "type", "veth", "peer", "name", name, "netns", _switch);
        await IpAsync("-n", machine.Namespace, "addr", "add", machine.Address + "/24", "dev", "eth0");
        await IpAsync("-n", machine.Namespace, "link", "set", "eth0", "up");
        await PlugAsync(name);
        return machine;
    }

    private string OurEnd => OurEndOf(Prefix);

    private IPAddress Address(int host) => IPAddress.Parse(_subnet + host.ToString(CultureInfo.InvariantCulture));

    private static string FreeSubnet()
    {
        var taken = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(address => address.Address.ToString()).ToArray();
        while (true)
        {
            var subnet = string.Create(CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(128, 250)}.{Random.Shared.Next(1, 250)}.");
            if (!Array.Exists(taken, address => address.StartsWith(subnet, StringComparison.Ordinal)))
            {
                return subnet;
            }
        }
    }

    private async Task AddNamespaceAsync(string name)
    {
        await IpAsync("netns", "add", name);
        await IpAsync("-n", name, "link", "set", "lo", "up");
    }

    private async Task PlugAsync(string port)
    {
        await IpAsync("-n", _switch, "link", "set", port, "master", "bridge");
        await IpAsync("-n", _switch, "link", "set", port, "up");
    }

    private static Task<string> IpAsync(params string[] arguments) => Tool.RunAsync(["ip", .. arguments]);
}
