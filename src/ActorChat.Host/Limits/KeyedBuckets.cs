namespace ActorChat.Host.Limits;

/// <summary>
/// A bucket for each key (an address, a login), up to a number of keys. When it is full, the key that was not used for the longest time is dropped, so it
/// begins again with a full bucket.
/// </summary>
internal sealed class KeyedBuckets<TKey>(int capacity) : RecentlyUsed<TKey, SharedBucket>(capacity)
    where TKey : notnull
{
    /// <summary>Takes a token of the key's bucket; without a limit nothing is remembered.</summary>
    public bool TryTake(TKey key, RateLimit limit, long now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return limit.IsOff || Of(key).TryTake(limit, now, out wait);
    }
}
