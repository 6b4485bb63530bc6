namespace ActorChat.Actors.Nodes;

/// <summary>The way to other nodes. Without a cluster there is none.</summary>
public interface INodeLetters
{
    /// <summary>
    /// Sends one letter to several nodes, encoded once, from any thread; it returns at once. Each node gets it after everything that was sent to it before, and
    /// takes it by <see cref="OtherNodes.Take"/>. A node that is not linked does not get it; its next link begins with <see cref="OtherNodes.Greeting"/>.
    /// </summary>
    /// <param name="nodes">The nodes; this one is not among them. Numbers without a link are ignored.</param>
    /// <param name="letter">Plain data with a wire form.</param>
    void Send(NodeSet nodes, object letter);
}
