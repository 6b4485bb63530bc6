namespace ActorChat.Host.Limits;

/// <summary>
/// The limits that one thing counts against: all of them, or none. They are looked at before any of them is taken from: what is refused
/// is remembered nowhere, so that nobody drives out, with attempts that are refused anyway, what is remembered of others. The first one
/// that is exhausted gives its name to the refusal: those that only who asks can exhaust come before those that are shared.
/// </summary>
/// <param name="now">The moment, as <see cref="RateLimits.Now"/> counts it.</param>
internal sealed class LimitSet(long now)
{
    private readonly List<Limited> _limits = [];

    /// <summary>Adds a limit for each key; without a bound nothing is remembered.</summary>
    /// <param name="name">The limit's key under <c>actorchat.rate-limits</c>.</param>
    /// <param name="buckets">The buckets of the limit.</param>
    /// <param name="key">Whose bucket.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="counts">On what it depends.</param>
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
                // Somebody else took the last one just now.
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
