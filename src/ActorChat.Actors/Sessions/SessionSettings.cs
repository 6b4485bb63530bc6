using ActorChat.Actors.Common;
using ActorChat.Settings;

namespace ActorChat.Actors.Sessions;

/// <summary>The settings under <c>actorchat.sessions</c>; <c>hocon.conf</c> gives the reasons.</summary>
public sealed record SessionSettings(
    int RegistryPartitions,
    int MaxSessions,
    int MaxSessionsPerUser,
    int MaxJoinedRooms,
    int MaxRequestsInFlight,
    TimeSpan RequestTimeout,
    TimeSpan TypingTimeout,
    TimeSpan RegisterRetry,
    TimeSpan LastSeenInterval,
    TimeSpan UnreadTimeout,
    PageSettings Page)
{
    public static SessionSettings From(SettingsReader settings) => new(
        RegistryPartitions: settings.Whole("sessions.registry-partitions", 1, 1024),
        MaxSessions: settings.Whole("sessions.max", 1, 10_000_000),
        MaxSessionsPerUser: settings.Whole("sessions.per-user", 1, 1_000_000),
        MaxJoinedRooms: settings.Whole("sessions.joined-rooms", 1, 1_000_000),
        MaxRequestsInFlight: settings.Whole("sessions.requests-in-flight", 1, 10_000),
        RequestTimeout: settings.Duration("sessions.request-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        TypingTimeout: settings.Duration("sessions.typing-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        RegisterRetry: settings.Duration("sessions.register-retry", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        LastSeenInterval: settings.Duration("sessions.last-seen-interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        UnreadTimeout: settings.Duration("sessions.unread-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        Page: PageSettings.From(settings));
}
