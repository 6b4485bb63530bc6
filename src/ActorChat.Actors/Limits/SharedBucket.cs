namespace ActorChat.Actors.Limits;

/// <summary>A <see cref="TokenBucket"/> that many threads take from, without a lock.</summary>
public sealed class SharedBucket
{
    private long _fullAt;

    /// <inheritdoc cref="TokenBucket.TryTake"/>
    public bool TryTake(RateLimit limit, long now, out TimeSpan wait)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _fullAt);
            var taken = TokenBucket.Decide(seen, limit, now, out var next, out wait);
            if (!taken || next == seen || Interlocked.CompareExchange(ref _fullAt, next, seen) == seen)
            {
                return taken;
            }
        }
    }

    /// <summary>Puts a token back that was taken for something that did not happen.</summary>
    public void GiveBack(RateLimit limit) => Interlocked.Add(ref _fullAt, -limit.TicksPerToken);
}
