using ActorChat.Host.Limits;

namespace ActorChat.Host.Admin;

/// <summary>The limits that can be changed while the server runs, by their keys under <c>actorchat.rate-limits</c>. A restart goes back to the file's.</summary>
internal static class LiveLimits
{
    public static IReadOnlyDictionary<string, string> Print(RateLimitSettings limits) => new Dictionary<string, RateLimit>
    {
        ["connects"] = limits.Connects,
        ["connects-per-address"] = limits.ConnectsPerAddress,
        ["refused-connects-per-address"] = limits.RefusedConnectsPerAddress,
        ["logins-per-address"] = limits.LoginsPerAddress,
        ["logins-per-login"] = limits.LoginsPerLogin,
        ["failed-logins"] = limits.FailedLogins,
        ["failed-logins-per-address"] = limits.FailedLoginsPerAddress,
        ["failed-logins-per-login"] = limits.FailedLoginsPerLogin,
        ["registrations-per-address"] = limits.RegistrationsPerAddress,
        ["registrations-per-login"] = limits.RegistrationsPerLogin,
        ["messages-per-user"] = limits.MessagesPerUser,
        ["new-rooms-per-user"] = limits.NewRoomsPerUser,
        ["lists-per-user"] = limits.ListsPerUser,
        ["requests-per-address"] = limits.RequestsPerAddress,
        ["unknown-tokens-per-address"] = limits.UnknownTokensPerAddress,
        ["admin-refusals-per-address"] = limits.AdminRefusalsPerAddress,
        ["events.message"] = limits.Events.Message,
        ["events.have-room"] = limits.Events.HaveRoom,
        ["events.join-room"] = limits.Events.JoinRoom,
        ["events.leave-room"] = limits.Events.LeaveRoom,
        ["events.read"] = limits.Events.Read,
        ["events.typing"] = limits.Events.Typing,
        ["events.other"] = limits.Events.Other,
        ["events-per-user.have-room"] = limits.EventsPerUser.HaveRoom,
        ["events-per-user.join-room"] = limits.EventsPerUser.JoinRoom,
        ["events-per-user.leave-room"] = limits.EventsPerUser.LeaveRoom,
        ["events-per-user.read"] = limits.EventsPerUser.Read,
        ["events-per-user.typing"] = limits.EventsPerUser.Typing,
        ["events-per-user.other"] = limits.EventsPerUser.Other,
        ["refusals-per-user"] = limits.RefusalsPerUser,
    }.ToDictionary(entry => entry.Key, entry => entry.Value.ToString());

    /// <summary>The limits with one of them changed; null when there is none of that name.</summary>
    public static RateLimitSettings? With(RateLimitSettings limits, string name, RateLimit limit) => name switch
    {
        "connects" => limits with { Connects = limit },
        "connects-per-address" => limits with { ConnectsPerAddress = limit },
        "refused-connects-per-address" => limits with { RefusedConnectsPerAddress = limit },
        "logins-per-address" => limits with { LoginsPerAddress = limit },
        "logins-per-login" => limits with { LoginsPerLogin = limit },
        "failed-logins" => limits with { FailedLogins = limit },
        "failed-logins-per-address" => limits with { FailedLoginsPerAddress = limit },
        "failed-logins-per-login" => limits with { FailedLoginsPerLogin = limit },
        "registrations-per-address" => limits with { RegistrationsPerAddress = limit },
        "registrations-per-login" => limits with { RegistrationsPerLogin = limit },
        "messages-per-user" => limits with { MessagesPerUser = limit },
        "new-rooms-per-user" => limits with { NewRoomsPerUser = limit },
        "lists-per-user" => limits with { ListsPerUser = limit },
        "requests-per-address" => limits with { RequestsPerAddress = limit },
        "unknown-tokens-per-address" => limits with { UnknownTokensPerAddress = limit },
        "admin-refusals-per-address" => limits with { AdminRefusalsPerAddress = limit },
        "events.message" => limits with { Events = limits.Events with { Message = limit } },
        "events.have-room" => limits with { Events = limits.Events with { HaveRoom = limit } },
        "events.join-room" => limits with { Events = limits.Events with { JoinRoom = limit } },
        "events.leave-room" => limits with { Events = limits.Events with { LeaveRoom = limit } },
        "events.read" => limits with { Events = limits.Events with { Read = limit } },
        "events.typing" => limits with { Events = limits.Events with { Typing = limit } },
        "events.other" => limits with { Events = limits.Events with { Other = limit } },
        "events-per-user.have-room" => limits with { EventsPerUser = limits.EventsPerUser with { HaveRoom = limit } },
        "events-per-user.join-room" => limits with { EventsPerUser = limits.EventsPerUser with { JoinRoom = limit } },
        "events-per-user.leave-room" => limits with { EventsPerUser = limits.EventsPerUser with { LeaveRoom = limit } },
        "events-per-user.read" => limits with { EventsPerUser = limits.EventsPerUser with { Read = limit } },
        "events-per-user.typing" => limits with { EventsPerUser = limits.EventsPerUser with { Typing = limit } },
        "events-per-user.other" => limits with { EventsPerUser = limits.EventsPerUser with { Other = limit } },
        "refusals-per-user" => limits with { RefusalsPerUser = limit },
        _ => null,
    };
}
