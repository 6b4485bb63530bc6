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

    public static ClusterFault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);
}
