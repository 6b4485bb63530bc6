namespace ActorChat.Actors.Limits;

/// <summary>
/// What one thing counts against several limits: all of them, or none. They are to be asked from the narrowest, which only who does it
/// can exhaust, to those that are shared with others: what the former refuse never reaches the latter, and where a later one refuses,
/// those before it get their token back.
/// </summary>
/// <param name="now">The moment, as <see cref="RateLimits.Now"/> counts it.</param>
public sealed class LimitCharge(long now)
{
    private readonly List<(SharedBucket Bucket, RateLimit Limit, bool IsOfFailures)> _taken = [];

    /// <summary>The key of the limit that refused; null where none did.</summary>
    public string? RefusedBy { get; private set; }

    /// <summary>How long until it is worth to come again, where one refused.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Counts against a limit for each key, unless one before it refused; without a bound nothing is remembered.</summary>
    /// <param name="name">The limit's key under <c>actorchat.rate-limits</c>.</param>
    /// <param name="buckets">The buckets of the limit.</param>
    /// <param name="key">Whose bucket.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="ofFailures">Whether it bounds failures alone: <see cref="GiveBackFailure"/>.</param>
    public LimitCharge Take<TKey>(string name, KeyedBuckets<TKey> buckets, TKey key, RateLimit limit, bool ofFailures = false)
        where TKey : notnull =>
        RefusedBy is not null || limit.IsOff ? this : Take(name, buckets.Of(key), limit, ofFailures);

    /// <summary>Counts against a limit that everybody shares, unless one before it refused.</summary>
    public LimitCharge Take(string name, SharedBucket bucket, RateLimit limit, bool ofFailures = false)
    {
        if (RefusedBy is not null)
        {
            return this;
        }

        if (bucket.TryTake(limit, now, out var wait))
        {
            _taken.Add((bucket, limit, ofFailures));
            return this;
        }

        GiveBack();
        (RefusedBy, Wait) = (name, wait);
        return this;
    }

    /// <summary>It was no failure: the limits of failures get their tokens back.</summary>
    public void GiveBackFailure()
    {
        _taken.Where(taken => taken.IsOfFailures).ToList().ForEach(taken => taken.Bucket.GiveBack(taken.Limit));
        _taken.RemoveAll(taken => taken.IsOfFailures);
    }

    /// <summary>It did not happen at all: every limit gets its token back.</summary>
    public void GiveBack()
    {
        _taken.ForEach(taken => taken.Bucket.GiveBack(taken.Limit));
        _taken.Clear();
    }
}
