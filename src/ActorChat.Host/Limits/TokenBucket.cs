namespace ActorChat.Host.Limits;

/// <summary>
/// A token bucket as the moment at which it will be full (GCRA, as in ITU-T I.371), and the limit that it was last asked with. A new one is full. Times are
/// ticks of 100 ns of a monotonic clock.
/// </summary>
internal struct TokenBucket
{
    private long _fullAt;
    private RateLimit? _limit;

    /// <summary>Takes a token; false if there is none, with the time until there is one.</summary>
    public bool TryTake(RateLimit limit, long now, out TimeSpan wait)
    {
        if (!HasToken(limit, now, out wait))
        {
            return false;
        }

        if (!limit.IsOff)
        {
            _fullAt = Math.Max(_fullAt, now) + limit.TicksPerToken;
        }

        return true;
    }

    /// <summary>Whether there is a token, without taking it; otherwise the time until there is one.</summary>
    public bool HasToken(RateLimit limit, long now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (limit.IsOff)
        {
            return true;
        }

        Hold(limit, now);
        var missing = Math.Max(_fullAt, now) + limit.TicksPerToken - now - limit.TicksToFill;
        wait = TimeSpan.FromTicks(Math.Max(missing, 0));
        return missing <= 0;
    }

    /// <summary>Returns a token that was taken for something that did not happen.</summary>
    /// <param name="limit">The limit that it was taken under. If it has changed since, the token is worth what one is now.</param>
    public void GiveBack(RateLimit limit)
    {
        if (!limit.IsOff)
        {
            _fullAt -= (_limit ?? limit).TicksPerToken;
        }
    }

    /// <summary>
    /// When the limit has changed, the tokens that are missing count under the new one, up to an empty bucket. As time they would be the old limit's: after a
    /// limit of one a day by mistake, the right one would refuse until the next day.
    /// </summary>
    private void Hold(RateLimit limit, long now)
    {
        if (limit == _limit)
        {
            return;
        }

        if (_limit is { } before && _fullAt > now)
        {
            var owed = Math.Ceiling((double)(_fullAt - now) / before.TicksPerToken * limit.TicksPerToken);
            _fullAt = now + (owed < limit.TicksToFill ? (long)owed : limit.TicksToFill);
        }

        _limit = limit;
    }
}
