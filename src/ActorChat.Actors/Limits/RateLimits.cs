using ActorChat.Actors.Common;

namespace ActorChat.Actors.Limits;

/// <summary>The rate limits in force on a node, which an operator can change while it runs, and the buckets of those they bound.</summary>
public sealed class RateLimits(RateLimitSettings settings, TimeProvider clock)
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

    /// <summary>CONNECTs that were refused for what they brought.</summary>
    public KeyedBuckets<ClientAddress> RefusedConnectsByAddress { get; } = new(settings.Tracked);

    public KeyedBuckets<ClientAddress> LoginsByAddress { get; } = new(settings.Tracked);

    public KeyedBuckets<Login> LoginsByLogin { get; } = new(settings.Tracked);

    public KeyedBuckets<ClientAddress> RegistrationsByAddress { get; } = new(settings.Tracked);

    public KeyedBuckets<Login> RegistrationsByLogin { get; } = new(settings.Tracked);

    /// <summary>Failed logins from one address to one login.</summary>
    public KeyedBuckets<(Login Login, ClientAddress Address)> FailedLogins { get; } = new(settings.Tracked);

    public KeyedBuckets<ClientAddress> FailedLoginsByAddress { get; } = new(settings.Tracked);

    public KeyedBuckets<Login> FailedLoginsByLogin { get; } = new(settings.Tracked);

    /// <summary>Changes of a user's password with a wrong one: apart from the logins, which anybody can let fail.</summary>
    public KeyedBuckets<Login> FailedChangesByLogin { get; } = new(settings.Tracked);

    /// <summary>Messages of a user over all of the user's sessions.</summary>
    public KeyedBuckets<Login> MessagesByUser { get; } = new(settings.Tracked);

    /// <summary>Events of a user that were refused for their rate.</summary>
    public KeyedBuckets<Login> RefusalsByUser { get; } = new(settings.Tracked);

    /// <summary>The moment, as buckets count it: ticks of 100 ns of a clock that never goes back.</summary>
    public long Now => clock.GetElapsedTime(0, clock.GetTimestamp()).Ticks;
}
