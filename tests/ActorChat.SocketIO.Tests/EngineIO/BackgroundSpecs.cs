using ActorChat.SocketIO.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.SocketIO.Tests.EngineIO;

/// <summary>Failures on threads that nobody awaits. If they were not caught, the process of these tests would end.</summary>
public sealed class BackgroundSpecs
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new(LogLevel.Trace);
    private readonly Background _background;

    public BackgroundSpecs() => _background = new Background(_log, _clock);

    [Fact]
    public async Task Failing_pool_work_ends_alone_and_is_logged()
    {
        var next = new TaskCompletionSource();
        _background.Queue(static _ => throw new InvalidOperationException("queued"), 0);
        await LoggedAsync("queued");
        _background.Queue(static next => next.SetResult(), next);
        await next.Task.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public async Task A_work_item_of_the_pool_may_fail()
    {
        Background.Queue(new Failing(_background));
        await LoggedAsync("own item");
    }

    [Fact]
    public async Task A_timer_that_fails_fires_again()
    {
        var ticks = 0;
        using var timer = _background.Timer(_ => throw new InvalidOperationException($"tick {++ticks}"), 0);
        timer.Change(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await LoggedAsync("tick 1");
        _clock.Advance(TimeSpan.FromSeconds(2));
        await LoggedAsync("tick 2");
    }

    [Fact]
    public void A_failing_cancellation_callback_stops_neither_the_others_nor_the_caller()
    {
        using var stop = new CancellationTokenSource();
        var called = false;
        using var first = _background.OnCancelled(_ => called = true, 0, stop.Token);
        using var second = _background.OnCancelled(static _ => throw new InvalidOperationException("cancelled"), 0, stop.Token);
        stop.Cancel();
        Assert.True(called);
        Assert.Single(_log.Lines, static line => line.Fault?.Message == "cancelled");
    }

    [Fact]
    public async Task A_failing_detached_task_is_noticed()
    {
        var failing = new TaskCompletionSource();
        _background.Forget(failing.Task);
        failing.SetException(new InvalidOperationException("forgotten"));
        await LoggedAsync("forgotten");
    }

    [Fact]
    public void A_task_that_was_cancelled_or_has_ended_is_not_a_failure()
    {
        _background.Forget(Task.CompletedTask);
        _background.Forget(Task.FromCanceled(new CancellationToken(canceled: true)));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Many_failures_make_one_line_a_second_with_their_number()
    {
        for (var i = 0; i < 1000; i++)
        {
            _background.Failed(new InvalidOperationException("again"));
        }

        Assert.Single(_log.Lines);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _background.Failed(new InvalidOperationException("again"));
        Assert.Equal(2, _log.Lines.Count);
        Assert.Contains("999 more", _log.Lines[1].Text, StringComparison.Ordinal);
        Assert.All(_log.Lines, static line => Assert.Equal(LogLevel.Error, line.Level));
    }

    [Fact]
    public async Task A_log_that_fails_ends_nothing()
    {
        var log = new FailingLog();
        var background = new Background(log, _clock);
        background.Run(static _ => throw new InvalidOperationException("run"), 0);
        _clock.Advance(TimeSpan.FromSeconds(1));
        background.Queue(static _ => throw new InvalidOperationException("queued"), 0);
        await log.Asked.Task.WaitAsync(RunningServer.Patience);
        var next = new TaskCompletionSource();
        background.Queue(static next => next.SetResult(), next);
        await next.Task.WaitAsync(RunningServer.Patience);
    }

    [Fact]
    public void A_deadline_whose_owner_fails_does_not_stop_the_wheel_for_the_others()
    {
        using var wheel = new TimerWheel(_clock, _background);
        var rang = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            wheel.Schedule(new TimerNode(new Deadline(() => throw new InvalidOperationException("due"))), 10);
            wheel.Schedule(new TimerNode(new Deadline(() => rang.Add(1))), 10);
            wheel.Schedule(new TimerNode(new Deadline(() => rang.Add(2))), 10_000);
        }

        _clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal([1, 1, 1], rang);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([1, 1, 1, 2, 2, 2], rang);
    }

    /// <summary>Waits until a failure is in the log.</summary>
    private async Task LoggedAsync(string message)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!_log.Lines.Any(line => line.Fault?.Message == message))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Failing(Background background) : IBackgroundWork
    {
        public Background Background { get; } = background;

        public void Run() => throw new InvalidOperationException("own item");
    }

    /// <summary>Fails like a logger whose provider fails.</summary>
    private sealed class FailingLog : ILogger
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception?.Message == "queued")
            {
                Asked.SetResult();
            }

            throw new AggregateException("cannot write", new IOException());
        }
    }

    private sealed class Deadline(Action ring) : ITimed
    {
        public void OnDue(long now) => ring();
    }
}
