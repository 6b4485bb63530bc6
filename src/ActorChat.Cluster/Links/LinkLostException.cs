namespace ActorChat.Cluster.Links;

/// <summary>The link to a node was lost, and the node has not heard of it yet.</summary>
public sealed class LinkLostException() : Exception("The link to a node was lost");
