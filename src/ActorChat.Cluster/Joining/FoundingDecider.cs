using Akka.Actor;
using Akka.Management.Cluster.Bootstrap;
using static Akka.Discovery.ServiceDiscovery;

namespace ActorChat.Cluster.Joining;

/// <summary>
/// Whether a starting node joins a cluster, founds one, or goes on asking. It joins whatever cluster a contact belongs to. It founds one only with a majority
/// of the contacts, and only if it is the first of them: two parts of the nodes, or two nodes of one part, never found two. If an earlier contact does not
/// answer, the next one waits for it a while: it may be starting too.
/// </summary>
/// <param name="system">The actor system.</param>
/// <param name="settings">Of the bootstrap.</param>
public sealed class FoundingDecider(ActorSystem system, ClusterBootstrapSettings settings) : LowestAddressJoinDecider(system, settings)
{
    /// <summary>How many times the stable margin a missing contact is waited for.</summary>
    private const int Patience = 5;

    private IReadOnlyList<ResolvedTarget> _answering = [];
    private DateTimeOffset _since;

    public override Task<IJoinDecision> Decide(SeedNodesInformation info)
    {
        if (info.HasSeedNodes)
        {
            return base.Decide(info);
        }

        var answering = Ordered(info.SeedNodesObservations.Select(static seen => seen.ContactPoint));
        if (!answering.SequenceEqual(_answering))
        {
            (_answering, _since) = (answering, info.CurrentTime);
        }

        var founds = HasEnoughContactPoints(info)
            && Settings.NewClusterEnabled
            && CanJoinSelf(answering[0], info)
            && info.CurrentTime - _since >= WaitFor(answering[0], Ordered(info.ContactPoints)[0]);
        return Task.FromResult<IJoinDecision>(founds ? JoinSelf.Instance : KeepProbing.Instance);
    }

    private TimeSpan WaitFor(ResolvedTarget firstAnswering, ResolvedTarget first) =>
        Settings.ContactPointDiscovery.StableMargin * (firstAnswering.Equals(first) ? 1 : Patience);

    /// <summary>In the same order on every node.</summary>
    private static List<ResolvedTarget> Ordered(IEnumerable<ResolvedTarget> contacts) =>
        [.. contacts.OrderBy(static contact => contact.Host, StringComparer.Ordinal).ThenBy(static contact => contact.Port)];
}
