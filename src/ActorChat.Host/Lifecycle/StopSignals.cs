using System.Runtime.InteropServices;
using ActorChat.Actors.Common;

namespace ActorChat.Host.Lifecycle;

/// <summary>
/// SIGTERM, SIGINT and SIGQUIT from the beginning of the process on. While the server starts, or a command of the tool runs, the first one gives that up in an
/// orderly way, and a second one ends the process at once. Once the server runs, they are its own.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _told = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private Action? _running;

    /// <summary>Cancelled by the first signal, unless the server runs.</summary>
    public CancellationToken Told => _told.Token;

    /// <summary>The signals of this process.</summary>
    public static StopSignals Listen()
    {
        var signals = new StopSignals();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            signals._registrations.Add(PosixSignalRegistration.Create(signal, context => Background.Run(() => context.Cancel = signals.Take())));
        }

        return signals;
    }

    /// <summary>From now on each signal does this; at once if there was one already.</summary>
    public void HandOver(Action running)
    {
        lock (_gate)
        {
            _running = running;
            if (!_told.IsCancellationRequested)
            {
                return;
            }
        }

        running();
    }

    /// <summary>A signal has come.</summary>
    /// <returns>Whether the process goes on, to end by itself.</returns>
    public bool Take()
    {
        lock (_gate)
        {
            if (_running is null)
            {
                var isFirst = !_told.IsCancellationRequested;
                Background.Forget(_told.CancelAsync());
                return isFirst;
            }
        }

        _running();
        return true;
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _told.Dispose();
    }
}
