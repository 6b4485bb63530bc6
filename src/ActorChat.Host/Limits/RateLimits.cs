using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Host.Limits;

/// <summary>The rate limits in force on a node, which an operator can change while it runs, and their buckets.</summary>
internal sealed class RateLimits(RateLimitSettings settings, TimeProvider clock) : INewRoomLimit
{
    private volatile RateLimitSettings _current = settings;

    /// <summary>The limits in force.</summary>
    public RateLimitSettings Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>All connects to this node.</summary>
    public SharedBucket Connects { get; } = new();

    public KeyedBuckets<ClientAddress> ConnectsByAddress { get; } = new(settings.Tracked);

    /// <summary>CONNECTs that were refused for their token or namespace.</summary>
    public KeyedBuckets<ClientAddress> RefusedConnectsByAddress { get; } = new(settings.Tracked);

    public KeyedBuckets<ClientAddress> LoginsByAddress { get; } = new(settings.Tracked);

    public KeyedBuckets<Login> LoginsByLogin { get; } = new(settings.Tracked);

    public KeyedBuckets<ClientAddress> RegistrationsByAddress { get; } = new(settings.Tracked);

    public KeyedBuckets<Login> RegistrationsByLogin { get; } = new(settings.Tracked);

    /// <summary>Failed logins from one address to one login.</summary>
    public KeyedBuckets<(Login Login, ClientAddress Address)> FailedLogins { get; } = new(settings.Tracked);

    public KeyedBuckets<ClientAddress> FailedLoginsByAddress { get; } = new(settings.Tracked);

    public KeyedBuckets<Login> FailedLoginsByLogin { get; } = new(settings.Tracked);

    /// <summary>
    /// Password changes with a wrong password, by the id of the token: separate from the logins, which anybody can make fail, and from the user's other
    /// tokens.
    /// </summary>
    public KeyedBuckets<string> FailedChangesByToken { get; } = new(settings.Tracked);

    /// <summary>HTTP requests from one address, except those of Socket.IO.</summary>
    public KeyedBuckets<ClientAddress> RequestsByAddress { get; } = new(settings.Tracked);

    /// <summary>Unknown tokens from one address.</summary>
    public KeyedBuckets<ClientAddress> UnknownTokensByAddress { get; } = new(settings.Tracked);

    /// <summary>Requests from one address for the admin interface without its token.</summary>
    public KeyedBuckets<ClientAddress> AdminRefusalsByAddress { get; } = new(settings.Tracked);

    /// <summary>What each user does, over all sessions.</summary>
    public RecentlyUsed<Login, UserBuckets> Users { get; } = new(settings.Tracked);

    /// <summary>The moment in the buckets' units: ticks of 100 ns of a monotonic clock.</summary>
    public long Now => clock.GetElapsedTime(0, clock.GetTimestamp()).Ticks;

    /// <inheritdoc/>
    public bool TryOpenRoom(Login user, out TimeSpan wait) => TryTake(user, UserLimit.NewRoom, Current.NewRoomsPerUser, out wait);

    /// <summary>Counts a page of users or chats that a user reads.</summary>
    public bool TryList(Login user, out TimeSpan wait) => TryTake(user, UserLimit.List, Current.ListsPerUser, out wait);

    private bool TryTake(Login user, UserLimit what, RateLimit limit, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return limit.IsOff || Users.Of(user).TryTake(what, limit, Now, out wait);
    }
}
