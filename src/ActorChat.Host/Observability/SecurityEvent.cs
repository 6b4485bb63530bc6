using System.Net;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Observability;

/// <summary>The source of a security event: an address, or a user if it is known.</summary>
internal readonly record struct SecuritySource(ClientAddress Address, string? User)
{
    public static SecuritySource Of(IPAddress? address, int ipv6PrefixBits) => new(ClientAddress.Of(address, ipv6PrefixBits), null);

    public static SecuritySource Of(string login) => new(default, login);
}

/// <summary>
/// A security event, and how much of it is logged: so much of each source, and so much in total. A flood of one event hides no other, and a flood from one
/// source hides no other source.
/// </summary>
/// <param name="name">Its name in the metrics, and in the line that says how many were left out.</param>
/// <param name="tracked">The most sources that are remembered.</param>
internal sealed class SecurityEvent(string name, int tracked)
{
    private readonly KeyedBuckets<SecuritySource> _sources = new(tracked);
    private readonly SharedBucket _all = new();
    private long _leftOut;

    public string Name { get; } = name;

    /// <summary>Whether it is to be logged; if not, it is counted.</summary>
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

    /// <summary>How many were left out since the last call.</summary>
    public long TakeLeftOut() => Interlocked.Exchange(ref _leftOut, 0);
}
