using Akka.Cluster;

namespace ActorChat.Cluster.Members;

/// <summary>A member of the cluster has its node's name as a role, so that all others know it from the membership alone.</summary>
public static class NodeRole
{
    private const string Prefix = "node-";

    public static string Of(string node) => Prefix + node;

    /// <summary>Null for a member that is no node of ours.</summary>
    public static string? NameOf(Member member) => member.Roles.FirstOrDefault(static role => role.StartsWith(Prefix, StringComparison.Ordinal))?[Prefix.Length..];
}
