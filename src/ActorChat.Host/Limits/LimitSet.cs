namespace ActorChat.Host.Limits;

/// <summary>
/// The limits that one attempt counts against: all of them, or none. They are checked before anything is taken. A refused attempt is remembered nowhere, so
/// that attempts that are refused anyway cannot displace the counters of others. The refusal names the first exhausted limit; limits that only the caller can
/// exhaust come before shared ones.
/// </summary>
/// <param name="now">The moment, as <see cref="RateLimits.Now"/> counts it.</param>
internal sealed class LimitSet(long now)
{
    private readonly List<Limited> _limits = [];

    /// <summary>Adds a limit for each key; without a limit nothing is remembered.</summary>
    /// <param name="name">The limit's key under <c>actorchat.rate-limits</c>.</param>
    /// <param name="buckets">The buckets of the limit.</param>
    /// <param name="key">The bucket's key.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="counts">When it counts.</param>
    public LimitSet Add<TKey>(string name, KeyedBuckets<TKey> buckets, TKey key, RateLimit limit, Counts counts = Counts.Always)
        where TKey : notnull =>
        Add(new Limited(name, limit, counts, () => buckets.Find(key), () => buckets.Of(key)));

    /// <summary>Adds a limit that everybody shares.</summary>
    public LimitSet Add(string name, SharedBucket bucket, RateLimit limit, Counts counts = Counts.Always) =>
        Add(new Limited(name, limit, counts, () => bucket, () => bucket));

    /// <summary>Counts against all of them, unless one refuses.</summary>
    public LimitCharge Take()
    {
        foreach (var limited in _limits)
        {
            if (limited.Find()?.HasToken(limited.Limit, now, out var wait) == false)
            {
                return new LimitCharge(limited.Name, wait);
            }
        }

        var taken = new List<(SharedBucket, RateLimit, Counts)>(_limits.Count);
        foreach (var limited in _limits)
        {
            var bucket = limited.Of();
            if (!bucket.TryTake(limited.Limit, now, out var wait))
            {
                // Another thread took the last one just now.
                new LimitCharge(taken).NeverWas();
                return new LimitCharge(limited.Name, wait);
            }

            taken.Add((bucket, limited.Limit, limited.Counts));
        }

        return new LimitCharge(taken);
    }

    private LimitSet Add(Limited limited)
    {
        if (!limited.Limit.IsOff)
        {
            _limits.Add(limited);
        }

        return this;
    }

    private sealed record Limited(string Name, RateLimit Limit, Counts Counts, Func<SharedBucket?> Find, Func<SharedBucket> Of);
}
