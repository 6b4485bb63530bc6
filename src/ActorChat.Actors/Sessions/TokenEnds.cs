using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// When the next token ends of those that opened a registry's sessions: one timer serves them all, and the sessions are looked
/// through only when a token has ended.
/// </summary>
internal sealed class TokenEnds(ITimerScheduler timers, TimeProvider clock)
{
    /// <summary>Told to the registry when a token may have ended.</summary>
    public sealed record Elapsed : INoSerializationVerificationNeeded
    {
        public static readonly Elapsed Instance = new();
    }

    /// <summary>The clock on the wall may be set meanwhile: it is looked at again after this long.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private long _next = long.MaxValue;

    public bool HasEnded(long endsAt) => endsAt <= clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>One more token, in UTC milliseconds since 1970.</summary>
    public void Await(long endsAt)
    {
        if (endsAt < _next)
        {
            _next = endsAt;
            StartTimer();
        }
    }

    /// <summary>Whether a token may have ended; where not, it goes on waiting.</summary>
    public bool IsDue()
    {
        if (HasEnded(_next))
        {
            return true;
        }

        StartTimer();
        return false;
    }

    /// <summary>Those that have ended are dealt with: waits for the next of all.</summary>
    public void AwaitNext(IEnumerable<long> ends)
    {
        _next = ends.Where(end => !HasEnded(end)).DefaultIfEmpty(long.MaxValue).Min();
        if (_next != long.MaxValue)
        {
            StartTimer();
        }
    }

    private void StartTimer()
    {
        var left = TimeSpan.FromMilliseconds(Math.Max(1, Math.Min(_next - clock.GetUtcNow().ToUnixTimeMilliseconds(), (long)LongestWait.TotalMilliseconds)));
        timers.StartSingleTimer(nameof(Elapsed), Elapsed.Instance, left);
    }
}
