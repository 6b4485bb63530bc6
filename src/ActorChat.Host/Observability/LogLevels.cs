using Serilog.Core;
using Serilog.Events;

namespace ActorChat.Host.Observability;

/// <summary>What is logged from which level on, which can be changed while the server runs.</summary>
internal sealed class LogLevels
{
    /// <summary>The setting, by its key under <c>actorchat</c>.</summary>
    public const string Key = "log.level";

    public LogLevels(LogEventLevel level) => Set(level);

    /// <summary>Called with each new level.</summary>
    public event Action<LogEventLevel>? Changed;

    /// <summary>Of the server's own lines.</summary>
    public LoggingLevelSwitch Own { get; } = new();

    /// <summary>Of the framework's: operators do not look for its information.</summary>
    public LoggingLevelSwitch Framework { get; } = new();

    public void Set(LogEventLevel level)
    {
        Own.MinimumLevel = level;
        Framework.MinimumLevel = level < LogEventLevel.Warning ? LogEventLevel.Warning : level;
        Changed?.Invoke(level);
    }
}
