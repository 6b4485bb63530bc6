namespace ActorChat.Faults.Cluster;

/// <summary>Every kind of fault, in the order of their first injection.</summary>
internal static class FaultCatalogue
{
    public static IReadOnlyList<ClusterFault> All { get; } =
    [
        KillFault.Owner, new WrongNodeFault(), new LeaveFault(), CutFault.Symmetric, new StopNodeFault(), KillFault.Oldest, DatabaseEndFault.Restart, new FlapFault(), CutFault.Database,
        new KillUnpublishedFault(), new ResetFault(), KillFault.Two, CutFault.Deaf, new LockFault(), new JoinFault(), CutFault.Bridge, DatabaseEndFault.Kill, new LossFault(), KillFault.All, new SlowFault(),
        new StopBackendFault(), CutFault.Dumb, new MovingFault(), new ConnectionsFault(), new RefuseFault(), new KillInStartFault(), CutFault.Away, new DatabaseFullFault(), new PromoteFault(), new ClockFault(),
        new RollingFault(),
    ];

    /// <summary>The kinds with these names, separated by commas; null if there is none of a name.</summary>
    public static IReadOnlyList<ClusterFault>? FindAll(string names)
    {
        var found = names.Split(',').Select(name => All.FirstOrDefault(fault => fault.Name == name)).OfType<ClusterFault>().ToArray();
        return found.Length == names.Split(',').Length ? found : null;
    }
}
