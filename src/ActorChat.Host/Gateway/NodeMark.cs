using ActorChat.Actors.Nodes;

namespace ActorChat.Host.Gateway;

/// <summary>What the id of an Engine.IO session begins with, so that the proxy finds its node: <c>map $arg_sid</c> in nginx.</summary>
internal static class NodeMark
{
    /// <summary>No other character of a session id is a dot.</summary>
    private const string End = ".";

    /// <summary>Nothing where there is one node.</summary>
    public static string Of(INodes nodes) => nodes is OneNode ? "" : nodes.Self + End;

    /// <summary>The name of this node for its metrics; null where there is one node, which is known by its address.</summary>
    public static string? NameOf(INodes nodes) => nodes is OneNode ? null : nodes.Self;
}
