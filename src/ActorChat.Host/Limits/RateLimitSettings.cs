using ActorChat.Settings;

namespace ActorChat.Host.Limits;

/// <summary>The settings under <c>actorchat.rate-limits</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record RateLimitSettings(
    RateLimit Connects,
    RateLimit ConnectsPerAddress,
    RateLimit RefusedConnectsPerAddress,
    RateLimit LoginsPerAddress,
    RateLimit LoginsPerLogin,
    RateLimit RegistrationsPerAddress,
    RateLimit RegistrationsPerLogin,
    RateLimit FailedLogins,
    RateLimit FailedLoginsPerAddress,
    RateLimit FailedLoginsPerLogin,
    RateLimit NewRoomsPerUser,
    RateLimit ListsPerUser,
    RateLimit RequestsPerAddress,
    RateLimit UnknownTokensPerAddress,
    RateLimit AdminRefusalsPerAddress,
    EventRateLimits Events,
    EventRateLimits EventsPerUser,
    RateLimit RefusalsPerUser,
    TimeSpan RefusalHold,
    int Tracked,
    int Ipv6PrefixBits)
{
    public static RateLimitSettings From(SettingsReader settings) => new(
        Connects: RateLimit.From(settings, "rate-limits.connects"),
        ConnectsPerAddress: RateLimit.From(settings, "rate-limits.connects-per-address"),
        RefusedConnectsPerAddress: RateLimit.From(settings, "rate-limits.refused-connects-per-address"),
        LoginsPerAddress: RateLimit.From(settings, "rate-limits.logins-per-address"),
        LoginsPerLogin: RateLimit.From(settings, "rate-limits.logins-per-login"),
        RegistrationsPerAddress: RateLimit.From(settings, "rate-limits.registrations-per-address"),
        RegistrationsPerLogin: RateLimit.From(settings, "rate-limits.registrations-per-login"),
        FailedLogins: RateLimit.From(settings, "rate-limits.failed-logins"),
        FailedLoginsPerAddress: RateLimit.From(settings, "rate-limits.failed-logins-per-address"),
        FailedLoginsPerLogin: RateLimit.From(settings, "rate-limits.failed-logins-per-login"),
        NewRoomsPerUser: RateLimit.From(settings, "rate-limits.new-rooms-per-user"),
        ListsPerUser: RateLimit.From(settings, "rate-limits.lists-per-user"),
        RequestsPerAddress: RateLimit.From(settings, "rate-limits.requests-per-address"),
        UnknownTokensPerAddress: RateLimit.From(settings, "rate-limits.unknown-tokens-per-address"),
        AdminRefusalsPerAddress: RateLimit.From(settings, "rate-limits.admin-refusals-per-address"),
        Events: EventRateLimits.From(settings, "rate-limits.events", "rate-limits.events.message"),
        EventsPerUser: EventRateLimits.From(settings, "rate-limits.events-per-user", "rate-limits.messages-per-user"),
        RefusalsPerUser: RateLimit.From(settings, "rate-limits.refusals-per-user"),
        RefusalHold: settings.Duration("rate-limits.refusal-hold", TimeSpan.Zero, TimeSpan.FromSeconds(10)),
        Tracked: settings.Whole("rate-limits.tracked", 1, 10_000_000),
        Ipv6PrefixBits: settings.Whole("rate-limits.ipv6-prefix", 16, 128));
}

/// <summary>
/// How often one session may send each event (<c>actorchat.rate-limits.events</c>), or a user over all sessions (<c>events-per-user</c>, and
/// <c>messages-per-user</c> for messages).
/// </summary>
internal sealed record EventRateLimits(
    RateLimit Message,
    RateLimit HaveRoom,
    RateLimit JoinRoom,
    RateLimit LeaveRoom,
    RateLimit Read,
    RateLimit Typing,
    RateLimit Edit,
    RateLimit Delete,
    RateLimit React,
    RateLimit Changes,
    RateLimit Delivered,
    RateLimit Block,
    RateLimit Unblock,
    RateLimit Blocked,
    RateLimit Sync,
    RateLimit Other)
{
    /// <param name="settings">The settings.</param>
    /// <param name="block">The key of the block.</param>
    /// <param name="message">The key of the limit for messages.</param>
    public static EventRateLimits From(SettingsReader settings, string block, string message) => new(
        Message: RateLimit.From(settings, message),
        HaveRoom: RateLimit.From(settings, $"{block}.have-room"),
        JoinRoom: RateLimit.From(settings, $"{block}.join-room"),
        LeaveRoom: RateLimit.From(settings, $"{block}.leave-room"),
        Read: RateLimit.From(settings, $"{block}.read"),
        Typing: RateLimit.From(settings, $"{block}.typing"),
        Edit: RateLimit.From(settings, $"{block}.edit"),
        Delete: RateLimit.From(settings, $"{block}.delete"),
        React: RateLimit.From(settings, $"{block}.react"),
        Changes: RateLimit.From(settings, $"{block}.changes"),
        Delivered: RateLimit.From(settings, $"{block}.delivered"),
        Block: RateLimit.From(settings, $"{block}.block"),
        Unblock: RateLimit.From(settings, $"{block}.unblock"),
        Blocked: RateLimit.From(settings, $"{block}.blocked"),
        Sync: RateLimit.From(settings, $"{block}.sync"),
        Other: RateLimit.From(settings, $"{block}.other"));
}
