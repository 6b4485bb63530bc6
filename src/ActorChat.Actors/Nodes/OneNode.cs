namespace ActorChat.Actors.Nodes;

/// <summary>A server without a cluster.</summary>
/// <param name="version">The version of the program.</param>
public sealed class OneNode(string version) : INodes
{
    public string Self => "node-1";

    public IReadOnlyList<NodeState> Members { get; } = [new("node-1", version, "up", true)];

    public Task<IReadOnlyList<NodeAnswer>> AskOthersAsync(object question, TimeSpan within) => Task.FromResult<IReadOnlyList<NodeAnswer>>([]);
}
