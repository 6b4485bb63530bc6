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
    RateLimit MessagesPerUser,
    RateLimit NewRoomsPerUser,
    RateLimit ListsPerUser,
    RateLimit RequestsPerAddress,
    RateLimit UnknownTokensPerAddress,
    RateLimit AdminRefusalsPerAddress,
    EventRateLimits Events,
    UserEventRateLimits EventsPerUser,
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
        MessagesPerUser: RateLimit.From(settings, "rate-limits.messages-per-user"),
        NewRoomsPerUser: RateLimit.From(settings, "rate-limits.new-rooms-per-user"),
        ListsPerUser: RateLimit.From(settings, "rate-limits.lists-per-user"),
        RequestsPerAddress: RateLimit.From(settings, "rate-limits.requests-per-address"),
        UnknownTokensPerAddress: RateLimit.From(settings, "rate-limits.unknown-tokens-per-address"),
        AdminRefusalsPerAddress: RateLimit.From(settings, "rate-limits.admin-refusals-per-address"),
        Events: EventRateLimits.From(settings),
        EventsPerUser: UserEventRateLimits.From(settings),
        RefusalsPerUser: RateLimit.From(settings, "rate-limits.refusals-per-user"),
        RefusalHold: settings.Duration("rate-limits.refusal-hold", TimeSpan.Zero, TimeSpan.FromSeconds(10)),
        Tracked: settings.Whole("rate-limits.tracked", 1, 10_000_000),
        Ipv6PrefixBits: settings.Whole("rate-limits.ipv6-prefix", 16, 128));
}

/// <summary>The settings under <c>actorchat.rate-limits.events</c>: how often one session may send each event.</summary>
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
    public static EventRateLimits From(SettingsReader settings) => new(
        Message: RateLimit.From(settings, "rate-limits.events.message"),
        HaveRoom: RateLimit.From(settings, "rate-limits.events.have-room"),
        JoinRoom: RateLimit.From(settings, "rate-limits.events.join-room"),
        LeaveRoom: RateLimit.From(settings, "rate-limits.events.leave-room"),
        Read: RateLimit.From(settings, "rate-limits.events.read"),
        Typing: RateLimit.From(settings, "rate-limits.events.typing"),
        Edit: RateLimit.From(settings, "rate-limits.events.edit"),
        Delete: RateLimit.From(settings, "rate-limits.events.delete"),
        React: RateLimit.From(settings, "rate-limits.events.react"),
        Changes: RateLimit.From(settings, "rate-limits.events.changes"),
        Delivered: RateLimit.From(settings, "rate-limits.events.delivered"),
        Block: RateLimit.From(settings, "rate-limits.events.block"),
        Unblock: RateLimit.From(settings, "rate-limits.events.unblock"),
        Blocked: RateLimit.From(settings, "rate-limits.events.blocked"),
        Sync: RateLimit.From(settings, "rate-limits.events.sync"),
        Other: RateLimit.From(settings, "rate-limits.events.other"));
}

/// <summary>
/// The settings under <c>actorchat.rate-limits.events-per-user</c>: how often a user may send each event, over all sessions; messages have a separate limit.
/// </summary>
internal sealed record UserEventRateLimits(
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
    public static UserEventRateLimits From(SettingsReader settings) => new(
        HaveRoom: RateLimit.From(settings, "rate-limits.events-per-user.have-room"),
        JoinRoom: RateLimit.From(settings, "rate-limits.events-per-user.join-room"),
        LeaveRoom: RateLimit.From(settings, "rate-limits.events-per-user.leave-room"),
        Read: RateLimit.From(settings, "rate-limits.events-per-user.read"),
        Typing: RateLimit.From(settings, "rate-limits.events-per-user.typing"),
        Edit: RateLimit.From(settings, "rate-limits.events-per-user.edit"),
        Delete: RateLimit.From(settings, "rate-limits.events-per-user.delete"),
        React: RateLimit.From(settings, "rate-limits.events-per-user.react"),
        Changes: RateLimit.From(settings, "rate-limits.events-per-user.changes"),
        Delivered: RateLimit.From(settings, "rate-limits.events-per-user.delivered"),
        Block: RateLimit.From(settings, "rate-limits.events-per-user.block"),
        Unblock: RateLimit.From(settings, "rate-limits.events-per-user.unblock"),
        Blocked: RateLimit.From(settings, "rate-limits.events-per-user.blocked"),
        Sync: RateLimit.From(settings, "rate-limits.events-per-user.sync"),
        Other: RateLimit.From(settings, "rate-limits.events-per-user.other"));
}
