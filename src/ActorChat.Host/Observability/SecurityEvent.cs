using System.Net;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Observability;

/// <summary>From whom an event of security is: an address, or a user where that is known.</summary>
internal readonly record struct SecuritySource(ClientAddress Address, string? User)
{
    public static SecuritySource Of(IPAddress? address, int ipv6PrefixBits) => new(ClientAddress.Of(address, ipv6PrefixBits), null);

    public static SecuritySource Of(string login) => new(default, login);
}

/// <summary>
/// An event of security and how much of it is logged: so much of each source, so much of all. A flood of one event silences no other,
/// and a flood from one source nobody else's.
/// </summary>
/// <param name="name">Its name in the metrics and in the line that says how many were left out.</param>
/// <param name="tracked">Sources that are remembered at the most.</param>
internal sealed class SecurityEvent(string name, int tracked)
{
    private readonly KeyedBuckets<SecuritySource> _sources = new(tracked);
    private readonly SharedBucket _all = new();
    private long _leftOut;

    public string Name { get; } = name;

    /// <summary>Whether it is to be logged; where it is not, it is counted.</summary>
    public bool TryTake(SecuritySource source, LogSettings settings, long now)
    {
        var charge = new LimitSet(now)
            .Add("log.security-per-source", _sources, source, settings.SecurityPerSource)
            .Add("log.security-per-event", _all, settings.SecurityPerEvent)
            .Take();
        if (charge.RefusedBy is null)
        {
            return true;
        }

        Interlocked.Increment(ref _leftOut);
        return false;
    }

    /// <summary>How many were left out since this was last asked.</summary>
    public long TakeLeftOut() => Interlocked.Exchange(ref _leftOut, 0);
}
