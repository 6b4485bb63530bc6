namespace ActorChat.Host.Lifecycle;

/// <summary>The cluster has removed this node, or it could not join.</summary>
/// <param name="reason">In the words of Akka.Cluster.</param>
internal sealed class NodeRemovedException(string reason)
    : Exception($"The cluster has removed this node, or it could not join ({reason}). It can be started again at once.");
