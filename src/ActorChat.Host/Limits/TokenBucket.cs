namespace ActorChat.Host.Limits;

/// <summary>
/// A token bucket as one number: the moment at which it will be full (GCRA, as in ITU-T I.371). A new one is full. Times are ticks of 100 ns of a monotonic
/// clock.
/// </summary>
internal struct TokenBucket
{
    private long _fullAt;

    /// <summary>Takes a token; false if there is none, with the time until there is one.</summary>
    public bool TryTake(RateLimit limit, long now, out TimeSpan wait)
    {
        var taken = Decide(_fullAt, limit, now, out var fullAt, out wait);
        _fullAt = fullAt;
        return taken;
    }

    /// <summary>Returns a token that was taken for something that did not happen.</summary>
    public void GiveBack(RateLimit limit) => _fullAt -= limit.TicksPerToken;

    /// <summary>The rule: whether a bucket has a token, and when it will be full after that.</summary>
    internal static bool Decide(long fullAt, RateLimit limit, long now, out long next, out TimeSpan wait)
    {
        (next, wait) = (fullAt, TimeSpan.Zero);
        if (limit.IsOff)
        {
            return true;
        }

        var after = Math.Max(fullAt, now) + limit.TicksPerToken;
        if (after - now > limit.TicksToFill)
        {
            wait = TimeSpan.FromTicks(after - now - limit.TicksToFill);
            return false;
        }

        next = after;
        return true;
    }
}
