namespace ActorChat.Faults.Cluster;

/// <summary>The settings of the command line for the cluster's plan.</summary>
/// <param name="Nodes">Nodes that are always meant to run.</param>
/// <param name="Only">The only kinds of faults; null for all.</param>
/// <param name="SecondBuild">The other server of rolling upgrades; null for the same one under another version.</param>
/// <param name="Talks">Whether what happens is printed at once.</param>
internal sealed record ClusterOptions(int Nodes = 3, IReadOnlyList<ClusterFault>? Only = null, string? SecondBuild = null, bool Talks = false);
