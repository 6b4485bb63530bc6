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

    /// <summary>Every process on it, not only those that the lab started.</summary>
    public async Task<IReadOnlyList<int>> ProcessesAsync() =>
        [.. (await Tool.RunAsync(["ip", "netns", "pids", Namespace])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
