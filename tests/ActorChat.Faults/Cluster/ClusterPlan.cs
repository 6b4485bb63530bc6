using ActorChat.Faults.Labs;
using ActorChat.Faults.Plans;

namespace ActorChat.Faults.Cluster;

/// <summary>Several nodes, PostgreSQL and nginx in network namespaces; every kind of fault once, then as the seed says.</summary>
internal sealed class ClusterPlan : IPlan
{
    public string Name => "cluster";

    public string Summary => "three nodes, PostgreSQL and nginx in network namespaces of this machine (needs root), with the faults below";

    public string? Obstacle => Lab.Obstacle();

    public Task<RunResult> RunAsync(int seed, RunOptions options) => ClusterRun.RunAsync(Name, seed, options);
}
