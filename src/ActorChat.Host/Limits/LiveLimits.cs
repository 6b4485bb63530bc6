namespace ActorChat.Host.Limits;

/// <summary>
/// The rate limits that can be changed while the server runs, by their keys under <c>actorchat.rate-limits</c>.
/// </summary>
internal static class LiveLimits
{
    /// <summary>The block of the limits, under <c>actorchat</c>.</summary>
    private const string Block = "rate-limits.";

    /// <summary>The limits of events that a session and a user have under the same names.</summary>
    private static readonly (string Name, Func<EventRateLimits, RateLimit> Read, Func<EventRateLimits, RateLimit, EventRateLimits> Change)[] OfEvents =
    [
        ("have-room", events => events.HaveRoom, (events, limit) => events with { HaveRoom = limit }),
        ("join-room", events => events.JoinRoom, (events, limit) => events with { JoinRoom = limit }),
        ("leave-room", events => events.LeaveRoom, (events, limit) => events with { LeaveRoom = limit }),
        ("read", events => events.Read, (events, limit) => events with { Read = limit }),
        ("typing", events => events.Typing, (events, limit) => events with { Typing = limit }),
        ("edit", events => events.Edit, (events, limit) => events with { Edit = limit }),
        ("delete", events => events.Delete, (events, limit) => events with { Delete = limit }),
        ("react", events => events.React, (events, limit) => events with { React = limit }),
        ("changes", events => events.Changes, (events, limit) => events with { Changes = limit }),
        ("delivered", events => events.Delivered, (events, limit) => events with { Delivered = limit }),
        ("block", events => events.Block, (events, limit) => events with { Block = limit }),
        ("unblock", events => events.Unblock, (events, limit) => events with { Unblock = limit }),
        ("blocked", events => events.Blocked, (events, limit) => events with { Blocked = limit }),
        ("sync", events => events.Sync, (events, limit) => events with { Sync = limit }),
        ("other", events => events.Other, (events, limit) => events with { Other = limit }),
    ];

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
        new("messages-per-user", limits => limits.EventsPerUser.Message, (limits, limit) => limits with { EventsPerUser = limits.EventsPerUser with { Message = limit } }),
        new("new-rooms-per-user", limits => limits.NewRoomsPerUser, (limits, limit) => limits with { NewRoomsPerUser = limit }),
        new("lists-per-user", limits => limits.ListsPerUser, (limits, limit) => limits with { ListsPerUser = limit }),
        new("requests-per-address", limits => limits.RequestsPerAddress, (limits, limit) => limits with { RequestsPerAddress = limit }),
        new("unknown-tokens-per-address", limits => limits.UnknownTokensPerAddress, (limits, limit) => limits with { UnknownTokensPerAddress = limit }),
        new("admin-refusals-per-address", limits => limits.AdminRefusalsPerAddress, (limits, limit) => limits with { AdminRefusalsPerAddress = limit }),
        new("events.message", limits => limits.Events.Message, (limits, limit) => limits with { Events = limits.Events with { Message = limit } }),
        .. Each("events", limits => limits.Events, (limits, events) => limits with { Events = events }),
        .. Each("events-per-user", limits => limits.EventsPerUser, (limits, events) => limits with { EventsPerUser = events }),
        new("refusals-per-user", limits => limits.RefusalsPerUser, (limits, limit) => limits with { RefusalsPerUser = limit }),
    ];

    private static readonly Dictionary<string, Named> ByName = All.ToDictionary(named => named.Name);

    /// <summary>Whether a setting can be changed while the server runs.</summary>
    /// <param name="key">Its key under <c>actorchat</c>.</param>
    public static bool IsLive(string key) => key.StartsWith(Block, StringComparison.Ordinal) && ByName.ContainsKey(key[Block.Length..]);

    /// <summary>The name of the limit with a key under <c>actorchat</c>; empty if that is no limit.</summary>
    public static string NameOf(string key) => IsLive(key) ? key[Block.Length..] : "";

    /// <summary>The key of a limit under <c>actorchat</c>.</summary>
    public static string KeyOf(string name) => Block + name;

    /// <summary>One of the limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="name">The name of a live limit.</param>
    public static RateLimit Of(RateLimitSettings limits, string name) => ByName[name].Read(limits);

    public static IReadOnlyDictionary<string, string> Print(RateLimitSettings limits) => All.ToDictionary(named => named.Name, named => named.Read(limits).ToString());

    /// <summary>The limits with one of them changed; null if there is none with that name.</summary>
    public static RateLimitSettings? With(RateLimitSettings limits, string name, RateLimit limit) =>
        ByName.TryGetValue(name, out var named) ? named.Change(limits, limit) : null;

    /// <summary>The limits with one of them as others have it.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="key">The key of a live limit under <c>actorchat</c>.</param>
    /// <param name="others">The others.</param>
    public static RateLimitSettings Take(RateLimitSettings limits, string key, RateLimitSettings others)
    {
        var named = ByName[key[Block.Length..]];
        return named.Change(limits, named.Read(others));
    }

    private static IEnumerable<Named> Each(string block, Func<RateLimitSettings, EventRateLimits> read, Func<RateLimitSettings, EventRateLimits, RateLimitSettings> change) =>
        OfEvents.Select(one => new Named($"{block}.{one.Name}", limits => one.Read(read(limits)), (limits, limit) => change(limits, one.Change(read(limits), limit))));

    private sealed record Named(string Name, Func<RateLimitSettings, RateLimit> Read, Func<RateLimitSettings, RateLimit, RateLimitSettings> Change);
}
