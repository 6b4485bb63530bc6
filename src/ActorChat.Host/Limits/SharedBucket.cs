namespace ActorChat.Host.Limits;

/// <summary>A <see cref="TokenBucket"/> that many threads take from, without a lock.</summary>
internal sealed class SharedBucket
{
    private long _fullAt;

    /// <inheritdoc cref="TokenBucket.TryTake"/>
    public bool TryTake(RateLimit limit, long now, out TimeSpan wait) => TryTake(ref _fullAt, limit, now, out wait);

    /// <summary>Whether there is a token, without taking it; otherwise the time until there is one.</summary>
    public bool HasToken(RateLimit limit, long now, out TimeSpan wait) => TokenBucket.Decide(Volatile.Read(ref _fullAt), limit, now, out _, out wait);

    /// <summary>Returns a token that was taken for something that did not happen.</summary>
    public void GiveBack(RateLimit limit) => Interlocked.Add(ref _fullAt, -limit.TicksPerToken);

    /// <summary>Takes a token of a bucket in the form of its number.</summary>
    internal static bool TryTake(ref long fullAt, RateLimit limit, long now, out TimeSpan wait)
    {
        while (true)
        {
            var seen = Volatile.Read(ref fullAt);
            var taken = TokenBucket.Decide(seen, limit, now, out var next, out wait);
            if (!taken || next == seen || Interlocked.CompareExchange(ref fullAt, next, seen) == seen)
            {
                return taken;
            }
        }
    }
}
