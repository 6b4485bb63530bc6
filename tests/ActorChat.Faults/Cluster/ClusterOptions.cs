namespace ActorChat.Faults.Cluster;

/// <summary>The settings of the command line for the cluster's plan.</summary>
/// <param name="Nodes">Nodes that are always meant to run.</param>
/// <param name="Fault">The only kind of fault; null for all.</param>
/// <param name="SecondBuild">The other server of rolling upgrades; null for the same one under another version.</param>
/// <param name="Talks">Whether what happens is printed at once.</param>
internal sealed record ClusterOptions(int Nodes = 3, ClusterFault? Fault = null, string? SecondBuild = null, bool Talks = false);
