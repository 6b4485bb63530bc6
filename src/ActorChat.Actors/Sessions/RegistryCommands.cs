using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// The requests to the registry of sessions. Each goes to the partition of the login it names. Plain data, which may go to another node; a message that is
/// local to its node says so.
/// </summary>
public static class RegistryCommands
{
    /// <summary>Sent by a session when it begins, repeatedly until it is answered; answered by <see cref="Registered"/>. Local to its node.</summary>
    public sealed record Register(Login Login, string TokenId, long TokenEndsAt) : INoSerializationVerificationNeeded;

    /// <summary>
    /// The session is registered, and must watch the sender. If the user has too many sessions, the answer is <see cref="TooManySessions"/>. Local to its
    /// node.
    /// </summary>
    public sealed record Registered : INoSerializationVerificationNeeded
    {
        public static readonly Registered Instance = new();
    }

    /// <summary>
    /// Sent by a session that wants to know when a user comes and goes; answered by a shared <see cref="ServerEvent.PresenceChanged"/>, at once and at each
    /// change, until the session ends.
    /// </summary>
    public sealed record WatchPresence(Login Login);

    /// <summary>The end of <see cref="WatchPresence"/>.</summary>
    public sealed record UnwatchPresence(Login Login);

    /// <summary>Sent for a room: the news go to every session of the login. Local to its node.</summary>
    public sealed record Publish(Login Login, SharedEvent News) : INoSerializationVerificationNeeded;

    /// <summary>
    /// Sent by the edge when tokens end (<paramref name="TokenIds"/>) or when all the user's sessions must end (null); answered by <see
    /// cref="SessionsEnded"/>.
    /// </summary>
    public sealed record EndSessions(Login Login, IReadOnlyCollection<string>? TokenIds, CloseReason Reason);

    /// <summary>How many sessions were told to end.</summary>
    public sealed record SessionsEnded(int Count);

    /// <summary>Sent by the edge for a page of users of this partition; answered by <see cref="Online"/>.</summary>
    public sealed record WhoIsOnline(IReadOnlyCollection<Login> Logins);

    /// <summary>Those of the given users who have a session, and when those who left recently did; for all others the accounts know it.</summary>
    public sealed record Online(IReadOnlySet<Login> Logins, IReadOnlyDictionary<Login, long> LeftAt);

    /// <summary>Sent for an operator's tool: the sessions of this partition, of one login or of all; answered by <see cref="SessionList"/>.</summary>
    /// <param name="Login">The login; null for all.</param>
    /// <param name="Limit">The most sessions.</param>
    /// <param name="Prefix">Only logins whose keys begin with this; null or empty for all.</param>
    public sealed record ListSessions(Login? Login, int Limit, string? Prefix = null);

    /// <summary>Live sessions, in no order.</summary>
    public sealed record SessionList(IReadOnlyList<(Login Login, string SessionId)> Sessions);

    /// <summary>Sent for the link to another node: these users have begun or ceased to have sessions elsewhere. Local to its node.</summary>
    /// <param name="Logins">The users, all of this partition.</param>
    /// <param name="LeftAt">When the last session elsewhere ended, in UTC milliseconds since 1970; null if one began.</param>
    public sealed record ChangedElsewhere(IReadOnlyList<Login> Logins, long? LeftAt) : INoSerializationVerificationNeeded;

    /// <summary>Sent when a node is lost with all its sessions. Local to its node.</summary>
    /// <param name="At">When, in UTC milliseconds since 1970.</param>
    public sealed record NodeLost(long At) : INoSerializationVerificationNeeded;

    /// <summary>The user has the maximum number of sessions; answers <see cref="Register"/>. Local to its node.</summary>
    public sealed record TooManySessions : INoSerializationVerificationNeeded
    {
        public static readonly TooManySessions Instance = new();
    }

    /// <summary>Sent when the server stops: saves when users were last seen; answered by <see cref="Flushed"/> or a failure. Local to its node.</summary>
    public sealed record Flush : INoSerializationVerificationNeeded
    {
        public static readonly Flush Instance = new();
    }

    /// <summary>Saved. Local to its node.</summary>
    public sealed record Flushed : INoSerializationVerificationNeeded
    {
        public static readonly Flushed Instance = new();
    }
}
