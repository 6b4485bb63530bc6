using System.Diagnostics.Metrics;
using ActorChat.Actors.Nodes;
using ActorChat.Cluster.Links;

namespace ActorChat.Cluster.Metrics;

/// <summary>Gauges of a node's place among the others, counted when they are scraped.</summary>
public sealed class ClusterMetrics : IDisposable
{
    public const string MeterName = "ActorChat.Cluster";

    private readonly Meter _meter = new(MeterName);

    /// <param name="nodes">The nodes.</param>
    /// <param name="links">The links to the others.</param>
    public ClusterMetrics(INodes nodes, NodeLinks links)
    {
        _meter.CreateObservableGauge(
            "actorchat.cluster.members",
            () => nodes.Members.GroupBy(node => node.Reachable ? node.Status : "unreachable")
                .Select(some => new Measurement<int>(some.Count(), new KeyValuePair<string, object?>("status", some.Key))),
            "{node}",
            "Nodes of the cluster as this one sees them, by status.");
        _meter.CreateObservableGauge("actorchat.links.up", () => links.Linked.Count, "{link}", "Links to other nodes.");
        _meter.CreateObservableGauge(
            "actorchat.links.waiting",
            () => links.Linked.Select(node => new Measurement<long>(links.WaitingBytes(node), new KeyValuePair<string, object?>("to", node))),
            "By",
            "Letters to each node that it has not acknowledged.");
    }

    public void Dispose() => _meter.Dispose();
}
