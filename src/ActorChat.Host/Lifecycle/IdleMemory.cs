using ActorChat.Actors.Common;

namespace ActorChat.Host.Lifecycle;

/// <summary>
/// When it is worth returning memory: the server is idle, and enough was allocated since the last time. An idle server collects no garbage by itself, so a
/// wave of connects would keep its memory for as long as the connections stay.
/// </summary>
/// <param name="settings">The settings.</param>
internal sealed class IdleMemoryRule(MemorySettings settings)
{
    private long _lastSeen;
    private long _lastReturned;

    /// <param name="allocated">All bytes that the process has ever allocated.</param>
    public bool IsWorthIt(long allocated)
    {
        var isIdle = allocated - _lastSeen < settings.IdleBytes;
        _lastSeen = allocated;
        if (!isIdle || allocated - _lastReturned < settings.WorthBytes)
        {
            return false;
        }

        _lastReturned = allocated;
        return true;
    }
}

/// <summary>Returns memory to the operating system while the server is idle, so that idle connections cost only what they hold.</summary>
internal sealed class IdleMemory(MemorySettings settings, TimeProvider clock) : IHostedService, IDisposable
{
    private readonly IdleMemoryRule _rule = new(settings);
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.ReturnWhenIdle)
        {
            _timer = Background.StartTimer(clock, Look, settings.Interval, settings.Interval);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        if (_rule.IsWorthIt(GC.GetTotalAllocatedBytes()))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
