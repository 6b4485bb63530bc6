using ActorChat.Actors.Common;

namespace ActorChat.Host.Lifecycle;

/// <summary>Stops the server on SIGTERM, SIGINT and SIGQUIT: the first signal lets the sessions leave, a second one stops at once.</summary>
internal sealed class SignalLifetime(StopSignals signals, Drain drain, IHostApplicationLifetime lifetime) : IHostLifetime
{
    private int _signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        signals.HandOver(Handle);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Handle()
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            lifetime.StopApplication();
            return;
        }

        Background.Forget(LeaveAsync());
    }

    private async Task LeaveAsync()
    {
        try
        {
            await drain.RunAsync();
        }
        finally
        {
            lifetime.StopApplication();
        }
    }
}
