using System.Collections.Concurrent;
using ActorChat.Actors.Nodes;

namespace ActorChat.Host.Tests.Nodes;

/// <summary>Other nodes that answer as a test says.</summary>
/// <param name="answer">The answer of a node to a question; null if it does not answer.</param>
/// <param name="others">The names of the others.</param>
internal sealed class ScriptedNodes(Func<string, object, object?> answer, params string[] others) : INodes
{
    /// <summary>What they were asked.</summary>
    public ConcurrentQueue<object> Questions { get; } = [];

    public string Self => "node-1";

    public IReadOnlyList<NodeState> Members { get; } = [.. others.Prepend("node-1").Select(name => new NodeState(name, "1.0.0", "up", true))];

    public Task<IReadOnlyList<NodeAnswer>> AskOthersAsync(object question, TimeSpan within)
    {
        Questions.Enqueue(question);
        return Task.FromResult<IReadOnlyList<NodeAnswer>>([.. others.Select(node => new NodeAnswer(node, answer(node, question)))]);
    }
}
