namespace ActorChat.Host.Limits;

/// <summary>
/// The rate limits that can be changed while the server runs, by their keys under <c>actorchat.rate-limits</c>. A restart goes back to those of the file.
/// </summary>
internal static class LiveLimits
{
    private static readonly Named[] All =
    [
        new("connects", limits => limits.Connects, (limits, limit) => limits with { Connects = limit }),
        new("connects-per-address", limits => limits.ConnectsPerAddress, (limits, limit) => limits with { ConnectsPerAddress = limit }),
        new("refused-connects-per-address", limits => limits.RefusedConnectsPerAddress, (limits, limit) => limits with { RefusedConnectsPerAddress = limit }),
        new("logins-per-address", limits => limits.LoginsPerAddress, (limits, limit) => limits with { LoginsPerAddress = limit }),
        new("logins-per-login", limits => limits.LoginsPerLogin, (limits, limit) => limits with { LoginsPerLogin = limit }),
        new("failed-logins", limits => limits.FailedLogins, (limits, limit) => limits with { FailedLogins = limit }),
        new("failed-logins-per-address", limits => limits.FailedLoginsPerAddress, (limits, limit) => limits with { FailedLoginsPerAddress = limit }),
        new("failed-logins-per-login", limits => limits.FailedLoginsPerLogin, (limits, limit) => limits with { FailedLoginsPerLogin = limit }),
        new("registrations-per-address", limits => limits.RegistrationsPerAddress, (limits, limit) => limits with { RegistrationsPerAddress = limit }),
        new("registrations-per-login", limits => limits.RegistrationsPerLogin, (limits, limit) => limits with { RegistrationsPerLogin = limit }),
        new("messages-per-user", limits => limits.MessagesPerUser, (limits, limit) => limits with { MessagesPerUser = limit }),
        new("new-rooms-per-user", limits => limits.NewRoomsPerUser, (limits, limit) => limits with { NewRoomsPerUser = limit }),
        new("lists-per-user", limits => limits.ListsPerUser, (limits, limit) => limits with { ListsPerUser = limit }),
        new("requests-per-address", limits => limits.RequestsPerAddress, (limits, limit) => limits with { RequestsPerAddress = limit }),
        new("unknown-tokens-per-address", limits => limits.UnknownTokensPerAddress, (limits, limit) => limits with { UnknownTokensPerAddress = limit }),
        new("admin-refusals-per-address", limits => limits.AdminRefusalsPerAddress, (limits, limit) => limits with { AdminRefusalsPerAddress = limit }),
        new("events.message", limits => limits.Events.Message, (limits, limit) => limits with { Events = limits.Events with { Message = limit } }),
        new("events.have-room", limits => limits.Events.HaveRoom, (limits, limit) => limits with { Events = limits.Events with { HaveRoom = limit } }),
        new("events.join-room", limits => limits.Events.JoinRoom, (limits, limit) => limits with { Events = limits.Events with { JoinRoom = limit } }),
        new("events.leave-room", limits => limits.Events.LeaveRoom, (limits, limit) => limits with { Events = limits.Events with { LeaveRoom = limit } }),
        new("events.read", limits => limits.Events.Read, (limits, limit) => limits with { Events = limits.Events with { Read = limit } }),
        new("events.typing", limits => limits.Events.Typing, (limits, limit) => limits with { Events = limits.Events with { Typing = limit } }),
        new("events.edit", limits => limits.Events.Edit, (limits, limit) => limits with { Events = limits.Events with { Edit = limit } }),
        new("events.delete", limits => limits.Events.Delete, (limits, limit) => limits with { Events = limits.Events with { Delete = limit } }),
        new("events.react", limits => limits.Events.React, (limits, limit) => limits with { Events = limits.Events with { React = limit } }),
        new("events.changes", limits => limits.Events.Changes, (limits, limit) => limits with { Events = limits.Events with { Changes = limit } }),
        new("events.delivered", limits => limits.Events.Delivered, (limits, limit) => limits with { Events = limits.Events with { Delivered = limit } }),
        new("events.block", limits => limits.Events.Block, (limits, limit) => limits with { Events = limits.Events with { Block = limit } }),
        new("events.unblock", limits => limits.Events.Unblock, (limits, limit) => limits with { Events = limits.Events with { Unblock = limit } }),
        new("events.blocked", limits => limits.Events.Blocked, (limits, limit) => limits with { Events = limits.Events with { Blocked = limit } }),
        new("events.sync", limits => limits.Events.Sync, (limits, limit) => limits with { Events = limits.Events with { Sync = limit } }),
        new("events.other", limits => limits.Events.Other, (limits, limit) => limits with { Events = limits.Events with { Other = limit } }),
        new("events-per-user.have-room", limits => limits.EventsPerUser.HaveRoom, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { HaveRoom = limit } }),
        new("events-per-user.join-room", limits => limits.EventsPerUser.JoinRoom, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { JoinRoom = limit } }),
        new("events-per-user.leave-room", limits => limits.EventsPerUser.LeaveRoom, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { LeaveRoom = limit } }),
        new("events-per-user.read", limits => limits.EventsPerUser.Read, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Read = limit } }),
        new("events-per-user.typing", limits => limits.EventsPerUser.Typing, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Typing = limit } }),
        new("events-per-user.edit", limits => limits.EventsPerUser.Edit, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Edit = limit } }),
        new("events-per-user.delete", limits => limits.EventsPerUser.Delete, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Delete = limit } }),
        new("events-per-user.react", limits => limits.EventsPerUser.React, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { React = limit } }),
        new("events-per-user.changes", limits => limits.EventsPerUser.Changes, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Changes = limit } }),
        new("events-per-user.delivered", limits => limits.EventsPerUser.Delivered, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Delivered = limit } }),
        new("events-per-user.block", limits => limits.EventsPerUser.Block, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Block = limit } }),
        new("events-per-user.unblock", limits => limits.EventsPerUser.Unblock, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Unblock = limit } }),
        new("events-per-user.blocked", limits => limits.EventsPerUser.Blocked, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Blocked = limit } }),
        new("events-per-user.sync", limits => limits.EventsPerUser.Sync, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Sync = limit } }),
        new("events-per-user.other", limits => limits.EventsPerUser.Other, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Other = limit } }),
        new("refusals-per-user", limits => limits.RefusalsPerUser, (limits, limit) => limits with { RefusalsPerUser = limit }),
    ];

    private static readonly Dictionary<string, Named> ByName = All.ToDictionary(named => named.Name);

    public static IReadOnlyDictionary<string, string> Print(RateLimitSettings limits) => All.ToDictionary(named => named.Name, named => named.Read(limits).ToString());

    /// <summary>The limits with one of them changed; null if there is none with that name.</summary>
    public static RateLimitSettings? With(RateLimitSettings limits, string name, RateLimit limit) =>
        ByName.TryGetValue(name, out var named) ? named.Change(limits, limit) : null;

    private sealed record Named(string Name, Func<RateLimitSettings, RateLimit> Read, Func<RateLimitSettings, RateLimit, RateLimitSettings> Change);
}
