namespace ActorChat.Host.Limits;

/// <summary>A <see cref="TokenBucket"/> that many threads take from.</summary>
internal sealed class SharedBucket
{
    private readonly Lock _gate = new();
    private TokenBucket _bucket;

    /// <inheritdoc cref="TokenBucket.TryTake"/>
    public bool TryTake(RateLimit limit, long now, out TimeSpan wait)
    {
        lock (_gate)
        {
            return _bucket.TryTake(limit, now, out wait);
        }
    }

    /// <inheritdoc cref="TokenBucket.HasToken"/>
    public bool HasToken(RateLimit limit, long now, out TimeSpan wait)
    {
        lock (_gate)
        {
            return _bucket.HasToken(limit, now, out wait);
        }
    }

    /// <inheritdoc cref="TokenBucket.GiveBack"/>
    public void GiveBack(RateLimit limit)
    {
        lock (_gate)
        {
            _bucket.GiveBack(limit);
        }
    }
}
