using ActorChat.Faults.Crowds;
using ActorChat.Faults.History;
using ActorChat.Faults.Labs;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Cluster;

/// <summary>What is read of a cluster once the faults are over.</summary>
internal static class ClusterAudit
{
    /// <summary>Every room's history as each of its users reads it through nginx, and once more through each node.</summary>
    public static async Task<IReadOnlyList<FinalRoom>> ReadHistoriesAsync(Crowd crowd, IReadOnlyList<LabNode> nodes) =>
        [.. (await Task.WhenAll(nodes.Select(node => node.Address).Prepend(crowd.World.Server).Select(crowd.ReadHistoriesAsync))).SelectMany(rooms => rooms)];

    /// <summary>What the nodes did wrong that no client can tell: ends by an exception, and mistakes that the server knows and saves the clients from.</summary>
    public static async Task<IReadOnlyList<string>> FindMistakesAsync(IReadOnlyList<LabNode> nodes)
    {
        var mistakes = nodes
            .SelectMany(node => node.Process.Ends.Where(code => code is LabProcess.Aborted or LabProcess.Crashed).Select(code => $"{node.Name} ended by itself with exit code {code}")).ToList();
        foreach (var node in nodes.Where(node => File.Exists(node.Process.Log)))
        {
            var gaps = (await File.ReadAllLinesAsync(node.Process.Log)).Where(line => line.Contains(LogLines.Gap, StringComparison.Ordinal)).ToArray();
            if (gaps.Length > 0)
            {
                mistakes.Add($"{node.Name} ended {gaps.Length} sessions that had missed a message or a change, first: {gaps[0]}");
            }
        }

        return mistakes;
    }
}
