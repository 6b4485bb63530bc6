using System.Net;

namespace ActorChat.Faults.Labs;

/// <summary>A machine of a lab: a network namespace with an address, and a firewall that the faults use.</summary>
/// <param name="Name">The name within the lab.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Address">The address.</param>
internal sealed record LabMachine(string Name, string Namespace, IPAddress Address)
{
    /// <summary>The command that runs another one on this machine. It becomes that other one: they have the same process number.</summary>
    public IReadOnlyList<string> On(params IReadOnlyList<string> command) => ["ip", "netns", "exec", Namespace, .. command];

    /// <summary>Puts rules for what arrives in place of those before.</summary>
    public async Task FilterAsync(PacketFilter filter) => await Tool.RunAsync(On("nft", "-f", "-"), filter.ToNft());

    /// <summary>Resets every connection with another machine, once.</summary>
    public async Task ResetAsync(LabMachine other) => await Tool.RunAsync(On("ss", "--kill", "--tcp", "dst", other.Address.ToString()));

    /// <summary>Lets out only so much. What is more waits up to two seconds, and is lost beyond that: a kernel without <c>netem</c> makes packets late like this.</summary>
    public async Task SlowAsync(int kilobits) =>
        await Tool.RunAsync(["tc", "-n", Namespace, "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", $"{kilobits}kbit", "burst", "16kb", "latency", "2000ms"]);

    /// <summary>Lets out everything at once again.</summary>
    public async Task HurryAsync() => await Tool.TryAsync(["tc", "-n", Namespace, "qdisc", "delete", "dev", "eth0", "root"]);

    /// <summary>Gives two machines each other's address.</summary>
    public static async Task<(LabMachine One, LabMachine Other)> SwapAddressesAsync(LabMachine one, LabMachine other)
    {
        foreach (var (machine, address) in new[] { (one, one.Address), (other, other.Address) })
        {
            await Tool.RunAsync(["ip", "-n", machine.Namespace, "addr", "delete", address + "/24", "dev", "eth0"]);
        }

        foreach (var (machine, address) in new[] { (one, other.Address), (other, one.Address) })
        {
            await Tool.RunAsync(["ip", "-n", machine.Namespace, "addr", "add", address + "/24", "dev", "eth0"]);
        }

        return (one with { Address = other.Address }, other with { Address = one.Address });
    }

    /// <summary>Forgets which machine had which address.</summary>
    public async Task ForgetNeighboursAsync() => await Tool.TryAsync(["ip", "-n", Namespace, "neigh", "flush", "dev", "eth0"]);

    /// <summary>Every process on it, not only those that the lab started.</summary>
    public async Task<IReadOnlyList<int>> ProcessesAsync() =>
        [.. (await Tool.RunAsync(["ip", "netns", "pids", Namespace])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
