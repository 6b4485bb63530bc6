using ActorChat.Actors;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Cluster;
using ActorChat.Cluster.Joining;
using ActorChat.Host.Lifecycle;
using Akka.Actor;
using Akka.Hosting;

namespace ActorChat.Host.Composition;

/// <summary>What makes a node of a cluster of the actor system. Without a cluster nothing here is touched, and nothing of remoting is loaded.</summary>
internal sealed class ClusterNode
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly ActorSystem _system;
    private readonly ClusterSettings _settings;
    private readonly ChatCluster _cluster;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource<string> _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterNode(ActorSystem system, ClusterSettings settings, ILivingProcesses? processes, TimeProvider clock)
    {
        (_system, _settings, _clock) = (system, settings, clock);
        _cluster = new ChatCluster(system, settings.Node, settings.Links, settings.PresenceGrace, processes, clock);
        var stop = CoordinatedShutdown.Get(system);
        stop.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "notice-removal", () =>
        {
            if (stop.ShutdownReason is { } reason and not CoordinatedShutdown.ClrExitReason)
            {
                _removed.TrySetResult(reason.GetType().Name);
            }

            return Task.FromResult(Akka.Done.Instance);
        });
    }

    /// <summary>Completes with the reason when the node stops without being told to: it was removed from the cluster, or could not join it.</summary>
    public Task<string> Removed => _removed.Task;

    public INodes Nodes => _cluster.Nodes;

    public OtherNodes Others => _cluster.Others;

    /// <summary>Adds to an actor system what a node needs.</summary>
    public static void AddTo(AkkaConfigurationBuilder akka, ClusterSettings settings, ILivingProcesses? processes) => akka.WithNodeOf(settings, processes?.Self, ProgramVersion.Text);

    public static ClusterNode Of(ActorSystem system, ClusterSettings settings, ILivingProcesses? processes, TimeProvider clock) => new(system, settings, processes, clock);

    public PartitionPlacement PlacementUnder(IPartitionLeases leases) => _cluster.PlacementUnder(leases);

    /// <summary>
    /// Joins the cluster, or founds it with others. Completes once the node is up, linked to all others that are, and knows the way to every room partition.
    /// </summary>
    /// <exception cref="NodeRemovedException">The cluster has removed it, or it could not join.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop meanwhile.</exception>
    public async Task JoinAsync(ChatActors actors, INodeQuestions questions, CancellationToken stop)
    {
        await FirstReplay.RunAsync(_system).WaitAsync(stop);
        _cluster.Start(actors, questions);
        var contact = await ContactServer.StartAsync(_settings, _system);
        CoordinatedShutdown.Get(_system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "stop-answering-starting-nodes", async () =>
        {
            await contact.DisposeAsync();
            return Akka.Done.Instance;
        });
        await ClusterAkka.JoinAsync(_system, _settings);
        while (!IsReady(actors))
        {
            await Task.Delay(LookEvery, _clock, stop);
            if (Removed.IsCompleted)
            {
                throw new NodeRemovedException(await Removed);
            }
        }
    }

    private bool IsReady(ChatActors actors)
    {
        var cluster = Akka.Cluster.Cluster.Get(_system);
        return cluster.SelfMember.Status == Akka.Cluster.MemberStatus.Up
            && Nodes.Members.Where(node => node.Status == "up" && node.Reachable && node.Name != Nodes.Self).All(node => _cluster.Links.Linked.Contains(node.Name))
            && !actors.Routes.Owners.Contains(null);
    }
}
