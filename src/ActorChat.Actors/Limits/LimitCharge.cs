namespace ActorChat.Actors.Limits;

/// <summary>What it depends on whether something counts against a limit.</summary>
public enum Counts
{
    /// <summary>Whatever comes of it.</summary>
    Always,

    /// <summary>Only if it was done: not where the server was too busy.</summary>
    IfDone,

    /// <summary>Only if it was done and failed.</summary>
    IfFailed,
}

/// <summary>
/// What one thing counts against several limits: all of them, or none. They are to be asked from the narrowest, which only who does it
/// can exhaust, to those that are shared with others: what the former refuse never reaches the latter, and where a later one refuses,
/// those before it get their token back.
/// </summary>
/// <param name="now">The moment, as <see cref="RateLimits.Now"/> counts it.</param>
public sealed class LimitCharge(long now)
{
    private readonly List<(SharedBucket Bucket, RateLimit Limit, Counts Counts)> _taken = [];

    /// <summary>The key of the limit that refused; null where none did.</summary>
    public string? RefusedBy { get; private set; }

    /// <summary>How long until it is worth to come again, where one refused.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Counts against a limit for each key, unless one before it refused; without a bound nothing is remembered.</summary>
    /// <param name="name">The limit's key under <c>actorchat.rate-limits</c>.</param>
    /// <param name="buckets">The buckets of the limit.</param>
    /// <param name="key">Whose bucket.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="counts">On what it depends.</param>
    public LimitCharge Take<TKey>(string name, KeyedBuckets<TKey> buckets, TKey key, RateLimit limit, Counts counts = Counts.Always)
        where TKey : notnull =>
        RefusedBy is not null || limit.IsOff ? this : Take(name, buckets.Of(key), limit, counts);

    /// <summary>Counts against a limit that everybody shares, unless one before it refused.</summary>
    public LimitCharge Take(string name, SharedBucket bucket, RateLimit limit, Counts counts = Counts.Always)
    {
        if (RefusedBy is not null)
        {
            return this;
        }

        if (bucket.TryTake(limit, now, out var wait))
        {
            _taken.Add((bucket, limit, counts));
            return this;
        }

        GiveBack(Counts.Always);
        (RefusedBy, Wait) = (name, wait);
        return this;
    }

    /// <summary>It was no failure: what counts failures gets its tokens back.</summary>
    public void Succeeded() => GiveBack(Counts.IfFailed);

    /// <summary>The server was too busy: what counts only what was done gets its tokens back.</summary>
    public void NotDone() => GiveBack(Counts.IfDone);

    private void GiveBack(Counts least)
    {
        _taken.Where(taken => taken.Counts >= least).ToList().ForEach(taken => taken.Bucket.GiveBack(taken.Limit));
        _taken.RemoveAll(taken => taken.Counts >= least);
    }
}
