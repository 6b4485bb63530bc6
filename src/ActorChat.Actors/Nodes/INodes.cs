namespace ActorChat.Actors.Nodes;

/// <summary>The nodes of the cluster, as the host sees them. A server without a cluster is one node (<see cref="OneNode"/>).</summary>
public interface INodes
{
    /// <summary>The name of this node.</summary>
    string Self { get; }

    /// <summary>All nodes that belong to the cluster now, this one too.</summary>
    IReadOnlyList<NodeState> Members { get; }

    /// <summary>
    /// Asks every other node at the same time. The question and the answers are plain data with a wire form. A node that left meanwhile is not waited for.
    /// </summary>
    /// <param name="question">The question; <see cref="INodeQuestions"/> of each node answers it.</param>
    /// <param name="within">A node that did not answer by then has no answer.</param>
    Task<IReadOnlyList<NodeAnswer>> AskOthersAsync(object question, TimeSpan within);
}

/// <summary>A node of the cluster.</summary>
/// <param name="Name">Its name, unique in the cluster.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="Status">Its membership status in the words of Akka.Cluster, in lower case (<c>up</c>, <c>leaving</c> …).</param>
/// <param name="Reachable">Whether this node can reach it.</param>
public sealed record NodeState(string Name, string Version, string Status, bool Reachable);

/// <summary>What a node answered; null if it did not answer in time.</summary>
public sealed record NodeAnswer(string Node, object? Answer);

/// <summary>Answers the questions of other nodes.</summary>
public interface INodeQuestions
{
    /// <summary>The answer to a question, plain data with a wire form. A question that nobody knows is an <see cref="ArgumentException"/>.</summary>
    Task<object> AnswerAsync(object question);
}
