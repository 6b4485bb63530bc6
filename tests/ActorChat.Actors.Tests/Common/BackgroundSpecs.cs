using System.Collections.Concurrent;
using ActorChat.Actors.Common;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Actors.Tests.Common;

/// <summary>Failures on threads that nobody awaits. If they were not caught, the process of these tests would end.</summary>
public sealed class BackgroundSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // Failures of other tests may be seen too; each test recognises its own by the text.
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _heard = new();

    public BackgroundSpecs() => Background.Heard += Hear;

    public void Dispose() => Background.Heard -= Hear;

    [Fact]
    public async Task A_thread_continues_after_a_failed_step_and_its_end_may_fail_too()
    {
        var steps = 0;
        var ended = new TaskCompletionSource();
        Background.StartThread(
            "failing",
            () => ++steps < 4 ? throw new InvalidOperationException($"step {steps}") : false,
            () =>
            {
                ended.SetResult();
                throw new InvalidOperationException("the end");
            });
        await ended.Task.WaitAsync(Patience);
        await HeardAsync("step 1", "step 2", "step 3", "the end");
        Assert.Equal(4, steps);
    }

    [Fact]
    public async Task Failing_pool_work_is_reported()
    {
        Background.Queue(() => throw new InvalidOperationException("queued"));
        await HeardAsync("queued");
    }

    [Fact]
    public async Task A_timer_that_fails_fires_again()
    {
        var clock = new FakeTimeProvider();
        var ticks = 0;
        using var timer = Background.StartTimer(clock, () => throw new InvalidOperationException($"tick {++ticks}"), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(1));
        await HeardAsync("tick 1", "tick 2");
    }

    [Fact]
    public async Task A_failing_detached_task_is_noticed()
    {
        var failing = new TaskCompletionSource();
        Background.Forget(failing.Task);
        failing.SetException(new InvalidOperationException("forgotten"));
        await HeardAsync("forgotten");
    }

    [Fact]
    public async Task A_failing_cancellation_callback_stops_neither_the_others_nor_the_caller()
    {
        using var stop = new CancellationTokenSource();
        var called = false;
        using var first = Background.OnCancelled(() => called = true, stop.Token);
        using var second = Background.OnCancelled(() => throw new InvalidOperationException("cancelled"), stop.Token);
        await stop.CancelAsync();
        Assert.True(called);
        await HeardAsync("cancelled");
    }

    [Fact]
    public async Task A_listener_for_failures_may_fail()
    {
        Background.Heard += Fail;
        try
        {
            Background.Run(() => throw new InvalidOperationException("heard first"));
            await HeardAsync("heard first");
        }
        finally
        {
            Background.Heard -= Fail;
        }

        static void Fail(Exception failure) => throw new InvalidOperationException("cannot write");
    }

    private void Hear(Exception failure) => Heard(failure.Message).TrySetResult();

    private TaskCompletionSource Heard(string message) => _heard.GetOrAdd(message, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task HeardAsync(params string[] messages)
    {
        foreach (var message in messages)
        {
            await Heard(message).Task.WaitAsync(Patience);
        }
    }
}
