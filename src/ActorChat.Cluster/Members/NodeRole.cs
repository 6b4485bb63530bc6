using Akka.Cluster;

namespace ActorChat.Cluster.Members;

/// <summary>A member of the cluster has its node's name and the mark of its process as roles, so that all others know them from the membership alone.</summary>
public static class NodeRole
{
    private const string Prefix = "node-";
    private const string ProcessPrefix = "process-";

    public static string Of(string node) => Prefix + node;

    public static string OfProcess(string mark) => ProcessPrefix + mark;

    /// <summary>Null for a member that is no node of ours.</summary>
    public static string? NameOf(Member member) => After(Prefix, member);

    /// <summary>Null for a member that shows none.</summary>
    public static string? ProcessOf(Member member) => After(ProcessPrefix, member);

    private static string? After(string prefix, Member member) => member.Roles.FirstOrDefault(role => role.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}
