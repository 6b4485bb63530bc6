using ActorChat.Actors.Common;
using Serilog;

namespace ActorChat.Host.Lifecycle;

/// <summary>The end of the process of a node that was removed from its cluster.</summary>
internal static class NodeEnd
{
    /// <summary>EX_TEMPFAIL: a supervisor that starts again what failed does so.</summary>
    public const int ExitCode = 75;

    /// <summary>
    /// Its right to the partitions is lost, so nothing is left to finish but to tell the clients, which is given this long. Nothing that hangs may keep the
    /// process from being started again.
    /// </summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a stop, but not longer than that.</summary>
    public static Task WithinAsync(Task stop, TimeProvider clock) => Task.WhenAny(stop, Task.Delay(Within, clock));

    /// <summary>Completes with the process's exit code when the server was told to stop, or its node was removed.</summary>
    public static async Task<int> WaitAsync(Task told, Task<string> removed, TimeProvider clock)
    {
        if (await Task.WhenAny(told, removed) == told)
        {
            await told;
            return 0;
        }

        Log.Error("{Failure}", new NodeRemovedException(await removed).Message);
        Background.StartTimer(clock, static () => Environment.Exit(ExitCode), Within, Timeout.InfiniteTimeSpan);
        return ExitCode;
    }
}
