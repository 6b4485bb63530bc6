using ActorChat.Faults.Crowds;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Plans;

/// <summary>A kind of fault, injected again and again while the clients are at work.</summary>
public abstract class FaultPlan
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Faults in one run, long and short.</summary>
    public abstract (int Long, int Short) Faults { get; }

    /// <summary>What its clients are like.</summary>
    public virtual CrowdHabits Habits(bool brief) => new() { Clients = brief ? 24 : 64 };

    /// <summary>HOCON for the server, beyond what every plan lifts and tightens.</summary>
    public virtual string Settings => "";

    /// <summary>The folder that the server works in.</summary>
    public virtual Task<DataFolder> OpenFolderAsync() => Task.FromResult(DataFolder.Plain());

    /// <summary>Injects the faults. At its end the server runs, and nothing stands in its way.</summary>
    public abstract Task InjectAsync(FaultRun run);

    public static IReadOnlyList<FaultPlan> All { get; } =
    [
        new KillPlan(), new TermPlan(), new DiskFullPlan(), new JournalLockedPlan(), new WriteErrorPlan(),
        new StopPlan(), new SlowReadersPlan(), new CutPlan(), new StampedePlan(),
    ];
}
