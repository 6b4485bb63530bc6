using ActorChat.Faults.Crowds;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Plans;

/// <summary>A kind of fault, injected repeatedly while the clients are at work.</summary>
public abstract class FaultPlan : IPlan
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    public string? Obstacle => null;

    /// <summary>Faults in one run, in a long and in a short run.</summary>
    public abstract (int Long, int Short) Faults { get; }

    /// <summary>The habits of its clients.</summary>
    public virtual CrowdHabits Habits(bool brief) => new() { Clients = brief ? 24 : 64 };

    /// <summary>HOCON for the server that most plans share.</summary>
    public virtual string Foundation => FaultRun.BaseSettings;

    /// <summary>HOCON for the server, over the common settings.</summary>
    public virtual string Settings => "";

    /// <summary>Further variables of the server's environment.</summary>
    public virtual IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>();

    /// <summary>The folder that the server works in.</summary>
    public virtual Task<DataFolder> OpenFolderAsync() => Task.FromResult(DataFolder.Plain());

    /// <summary>Runs once the server runs, before the crowd comes.</summary>
    public virtual Task PrepareAsync(FaultRun run) => Task.CompletedTask;

    /// <summary>Runs once the crowd has gone, while the server still runs.</summary>
    public virtual Task ReckonAsync(FaultRun run) => Task.CompletedTask;

    /// <summary>Injects the faults. At its end the server runs, and nothing is broken.</summary>
    public abstract Task InjectAsync(FaultRun run);

    public Task<RunResult> RunAsync(int seed, RunOptions options) => FaultRun.RunAsync(this, seed, options);

    public static IReadOnlyList<FaultPlan> All { get; } =
    [
        new KillPlan(), new TermPlan(), new DiskFullPlan(), new JournalLockedPlan(), new WriteErrorPlan(),
        new StopPlan(), new SlowReadersPlan(), new CutPlan(), new StampedePlan(), new HostilePlan(),
    ];
}
