namespace ActorChat.Faults.Plans;

/// <summary>Something that can be run with a seed, and checked.</summary>
public interface IPlan
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>What it does, in one line.</summary>
    string Summary { get; }

    /// <summary>Why it cannot run on this system, in one line; null if it can.</summary>
    string? Obstacle { get; }

    Task<RunResult> RunAsync(int seed, RunOptions options);
}
