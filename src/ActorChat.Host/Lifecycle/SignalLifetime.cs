using System.Runtime.InteropServices;
using ActorChat.Actors.Common;

namespace ActorChat.Host.Lifecycle;

/// <summary>Stops the server on SIGTERM, SIGINT and SIGQUIT: the first signal lets the sessions leave, a second one stops at once.</summary>
internal sealed class SignalLifetime(Drain drain, IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context => Background.Run(() => Handle(context))));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
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
