namespace ActorChat.Faults.Cluster;

/// <summary>A kind of fault, injected into a cluster while the clients are at work.</summary>
internal abstract class ClusterFault
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Why it cannot be injected on this system; null if it can.</summary>
    public virtual string? Obstacle => null;

    /// <summary>It needs at least so many nodes.</summary>
    public virtual int LeastNodes => 1;

    /// <summary>Injects it once. At its end nothing is broken any more; the cluster may still have to recover.</summary>
    public abstract Task InjectAsync(ClusterRun run);
}
