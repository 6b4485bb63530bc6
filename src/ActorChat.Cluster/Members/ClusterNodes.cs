using ActorChat.Actors.Nodes;
using ActorChat.Cluster.Links;
using Akka.Actor;

namespace ActorChat.Cluster.Members;

/// <summary>The nodes of an Akka.NET cluster. Questions go over the links, to <see cref="NodeActor"/>.</summary>
internal sealed class ClusterNodes(ActorSystem system, NodeLinks links) : INodes
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public string Self => links.Self;

    public IReadOnlyList<NodeState> Members
    {
        get
        {
            var state = _cluster.State;
            return
            [
                .. state.Members.Where(member => NodeRole.NameOf(member) is not null).Select(member => new NodeState(
                    NodeRole.NameOf(member)!, member.AppVersion.Version, member.Status.ToString().ToLowerInvariant(), !state.Unreachable.Contains(member))),
            ];
        }
    }

    public async Task<IReadOnlyList<NodeAnswer>> AskOthersAsync(object question, TimeSpan within)
    {
        var answers = await Task.WhenAll(Members.Where(node => node.Name != Self).Select(node => AskAsync(node.Name, question, within))).ConfigureAwait(false);
        var present = Members.Select(static node => node.Name).ToHashSet(StringComparer.Ordinal);
        return [.. answers.Where(answer => answer.Answer is not null || present.Contains(answer.Node))];
    }

    private async Task<NodeAnswer> AskAsync(string node, object question, TimeSpan within)
    {
        using var lost = new CancellationTokenSource();
        using var watched = links.WhenLost(node, lost);
        try
        {
            var answer = await links.RefTo(node, NodeActor.Path).Ask<object>(question, within, lost.Token).ConfigureAwait(false);
            return new NodeAnswer(node, answer is NotAnswered ? null : answer);
        }
        catch (Exception noAnswer) when (noAnswer is AskTimeoutException or OperationCanceledException)
        {
            return new NodeAnswer(node, null);
        }
    }
}
