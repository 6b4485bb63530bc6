using ActorChat.Host.Limits;
using ActorChat.Settings;
using Serilog.Events;

namespace ActorChat.Host.Observability;

/// <summary>The settings under <c>actorchat.log</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record LogSettings(bool AsJson, LogEventLevel Level, RateLimit SecurityPerSource, RateLimit SecurityPerEvent, TimeSpan LeftOutEvery, RateLimit AdminReads, int RecentEvents)
{
    /// <summary>The switches of the server's log, which a reload of the settings turns.</summary>
    public LogLevels Levels { get; } = new(Level);

    public static LogSettings From(SettingsReader settings) => new(
        AsJson: settings.Choice("log.format", "text", "json") == "json",
        Level: settings.Choice(LogLevels.Key, "debug", "information", "warning", "error") switch
        {
            "debug" => LogEventLevel.Debug,
            "information" => LogEventLevel.Information,
            "warning" => LogEventLevel.Warning,
            _ => LogEventLevel.Error,
        },
        SecurityPerSource: RateLimit.From(settings, "log.security-per-source"),
        SecurityPerEvent: RateLimit.From(settings, "log.security-per-event"),
        LeftOutEvery: settings.Duration("log.left-out-every", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        AdminReads: RateLimit.From(settings, "log.admin-reads"),
        RecentEvents: settings.Whole("log.recent-events", 1, 100_000));
}
