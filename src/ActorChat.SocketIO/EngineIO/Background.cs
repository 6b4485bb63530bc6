using Microsoft.Extensions.Logging;

namespace ActorChat.SocketIO;

/// <summary>Work for the pool that allocates nothing when it is queued.</summary>
internal interface IBackgroundWork : IThreadPoolWorkItem
{
    Background Background { get; }

    void Run();

    void IThreadPoolWorkItem.Execute() => Background.Run(static work => work.Run(), this);
}

/// <summary>
/// Runs background work that nobody awaits: on the pool, by a timer, at a cancellation, as a detached task. An exception that leaves such work would end the
/// process for everybody. Here it ends only that work, is counted, and is logged, at most one line per <see cref="LinesEvery"/>. A lost client is not such a
/// failure: code that may meet one handles it before it gets here. <c>ActorChat.Actors</c> has a class with the same name and duty; this package stands alone
/// and shares no code with it.
/// </summary>
internal sealed partial class Background(ILogger logger, TimeProvider clock)
{
    private static readonly TimeSpan LinesEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _lastLine = long.MinValue;
    private long _leftOut;

    public static void Queue(IBackgroundWork work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    public void Queue<T>(Action<T> work, T state) => ThreadPool.UnsafeQueueUserWorkItem(
        static item => item.Background.Run(item.Work, item.State),
        (Background: this, Work: work, State: state),
        preferLocal: false);

    /// <summary>Runs something at once whose failure must not stop what follows.</summary>
    public void Run<T>(Action<T> work, T state)
    {
        try
        {
            work(state);
        }
#pragma warning disable CA1031 // Any failure: later code does not depend on it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Failed(fault);
        }
    }

    /// <summary>Lets a task run detached.</summary>
    public void Forget(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.ContinueWith(
                static (ended, background) => ((Background)background!).Failed(ended.Exception!.GetBaseException()),
                this,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>A timer that is not set yet.</summary>
    public ITimer Timer<T>(Action<T> tick, T state)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return clock.CreateTimer(static timer => ((Callback<T>)timer!).Run(), new Callback<T>(this, tick, state), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Calls back when a token is cancelled, on the thread that cancels it.</summary>
    public CancellationTokenRegistration OnCancelled<T>(Action<T> callback, T state, CancellationToken token) =>
        token.UnsafeRegister(static registered => ((Callback<T>)registered!).Run(), new Callback<T>(this, callback, state));

    /// <summary>Background work failed.</summary>
    public void Failed(Exception fault)
    {
        SocketIOMetrics.BackgroundFailed();
        if (!MayWrite(out var leftOut))
        {
            return;
        }

        try
        {
            WriteFailed(logger, leftOut, fault);
        }
#pragma warning disable CA1031 // It is counted; a log that fails has nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private bool MayWrite(out long leftOut)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            leftOut = _leftOut;
            if (_lastLine != long.MinValue && clock.GetElapsedTime(_lastLine, now) < LinesEvery)
            {
                _leftOut++;
                return false;
            }

            (_lastLine, _leftOut) = (now, 0);
            return true;
        }
    }

    [LoggerMessage(8, LogLevel.Error, "Internal failure; the server keeps running. {LeftOut} more since the last such line")]
    private static partial void WriteFailed(ILogger logger, long leftOut, Exception fault);

    private sealed class Callback<T>(Background background, Action<T> call, T state)
    {
        public void Run() => background.Run(call, state);
    }
}
