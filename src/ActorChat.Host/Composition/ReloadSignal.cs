using System.Runtime.InteropServices;
using ActorChat.Actors.Common;
using ActorChat.Host.Settings;
using ActorChat.Settings;
using Serilog.Extensions.Logging;

namespace ActorChat.Host.Composition;

/// <summary>
/// SIGHUP from the beginning of the process on: the settings are read again, and the log says what became of each change. While the server starts, the signal waits
/// until it runs.
/// </summary>
internal sealed partial class ReloadSignal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration _registration;
    private SettingsReload? _running;
    private bool _waits;

    private ReloadSignal() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Background.Run(() => context.Cancel = Take()));

    /// <summary>The signal of this process.</summary>
    public static ReloadSignal Listen() => new();

    /// <summary>From now on each signal reloads; at once if there was one already.</summary>
    public void HandOver(SettingsReload running)
    {
        lock (_gate)
        {
            _running = running;
            if (!_waits)
            {
                return;
            }
        }

        Reload(running);
    }

    public void Dispose() => _registration.Dispose();

    /// <returns>That the process goes on.</returns>
    private bool Take()
    {
        lock (_gate)
        {
            _waits = _running is null;
        }

        if (_running is { } running)
        {
            Reload(running);
        }

        return true;
    }

    private static void Reload(SettingsReload running)
    {
        using var logs = new SerilogLoggerFactory(Serilog.Log.Logger);
        var log = logs.CreateLogger<ReloadSignal>();
        try
        {
            var reloaded = running.Run(isTrial: false);
            foreach (var changed in reloaded.Live)
            {
                if (changed.Origin is { } origin)
                {
                    ChangedToSet(log, changed.Key, changed.From, changed.To, origin);
                }
                else
                {
                    Changed(log, changed.Key, changed.From, changed.To);
                }
            }

            foreach (var changed in reloaded.Restart)
            {
                NeedsRestart(log, changed.Key, changed.From, changed.To);
            }

            Reloaded(log, reloaded.Live.Count, reloaded.Restart.Count);
        }
        catch (SettingsException refused)
        {
            Refused(log, refused.Message);
        }
    }

    [LoggerMessage(370, LogLevel.Information, "Settings: {Key} was {From} and is {To} now")]
    private static partial void Changed(ILogger log, string key, string from, string to);

    [LoggerMessage(371, LogLevel.Warning, "Settings: {Key} is {From} until the next start, then {To}")]
    private static partial void NeedsRestart(ILogger log, string key, string from, string to);

    [LoggerMessage(372, LogLevel.Error, "Settings: refused, and nothing was changed: {Why}")]
    private static partial void Refused(ILogger log, string why);

    [LoggerMessage(373, LogLevel.Information, "Settings: read again; {Live} changed, {Restart} need a restart")]
    private static partial void Reloaded(ILogger log, int live, int restart);

    [LoggerMessage(374, LogLevel.Information, "Settings: {Key} was {From} and is {To} now, set by {Origin}")]
    private static partial void ChangedToSet(ILogger log, string key, string from, string to, string origin);
}
