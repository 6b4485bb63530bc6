using ActorChat.Actors.Metrics;

namespace ActorChat.Actors.Common;

/// <summary>
/// Runs background work that nobody awaits: dedicated threads, the pool, timers, signals, cancellations, detached tasks. An exception that leaves such work
/// would end the process for everybody. Here it ends only that work, is counted, and is reported to listeners. The class belongs to the process: background
/// work starts before any log, and ends after it. The Socket.IO package has a class with the same name and duty. That package stands alone and counts and
/// logs its failures by server, so neither can use the other.
/// </summary>
public static class Background
{
    /// <summary>Called with each failure; its own exceptions are ignored.</summary>
    public static event Action<Exception>? Heard;

    /// <summary>Starts a dedicated thread that does one step after the other.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="step">Does one piece of work; false when there is no more. After a failed step the next one follows.</param>
    /// <param name="end">Called after the last step.</param>
    public static void StartThread(string name, Func<bool> step, Action? end = null) =>
        new Thread(() =>
        {
            while (GoesOn(step))
            {
            }

            Run(end ?? (static () => { }));
        })
        {
            IsBackground = true,
            Name = name,
        }.Start();

    /// <summary>Runs something on a thread of the pool.</summary>
    public static void Queue(Action work) => ThreadPool.UnsafeQueueUserWorkItem(Run, work, preferLocal: false);

    /// <summary>Runs something at once whose failure must not stop what follows.</summary>
    public static void Run(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // Any failure: later code does not depend on it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failed(failure);
        }
    }

    /// <summary>Lets a task run detached.</summary>
    public static void Forget(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.ContinueWith(
                static ended => Failed(ended.Exception!.GetBaseException()),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>A timer; with infinite times it is set later.</summary>
    public static ITimer StartTimer(TimeProvider clock, Action tick, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(static tick => Run((Action)tick!), tick, dueTime, period);

    /// <summary>Calls back when a token is cancelled, on the thread that cancels it.</summary>
    public static CancellationTokenRegistration OnCancelled(Action callback, CancellationToken token) =>
        token.UnsafeRegister(static callback => Run((Action)callback!), callback);

    /// <summary>Background work failed.</summary>
    public static void Failed(Exception failure)
    {
        ChatMetrics.BackgroundFailed();
        try
        {
            Heard?.Invoke(failure);
        }
#pragma warning disable CA1031 // Nobody is left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static bool GoesOn(Func<bool> step)
    {
        try
        {
            return step();
        }
#pragma warning disable CA1031 // The thread continues with the next piece of work.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failed(failure);
            return true;
        }
    }
}
