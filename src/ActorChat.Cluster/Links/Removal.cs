namespace ActorChat.Cluster.Links;

/// <summary>Why there is no link to a node any more.</summary>
internal enum Removal
{
    /// <summary>It has left, and its sessions before it.</summary>
    InOrder,

    /// <summary>The cluster has given it up. It may still run for a moment, with sessions, and with links to nodes that do not know it yet.</summary>
    Downed,

    /// <summary>This node itself does not belong to the cluster any more, and nobody can say what the other one has.</summary>
    Unknown,
}
