using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// When the next of the tokens ends that opened a registry's sessions. One timer serves them all, and the sessions are searched only when a token has ended.
/// </summary>
internal sealed class TokenEnds(ITimerScheduler timers, TimeProvider clock)
{
    /// <summary>Sent to the registry when a token may have ended.</summary>
    public sealed record Elapsed : INoSerializationVerificationNeeded
    {
        public static readonly Elapsed Instance = new();
    }

    /// <summary>The wall clock may be changed meanwhile, so it is checked again after this long.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private long _next = long.MaxValue;

    public bool HasEnded(long endsAt) => endsAt <= clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds a token, in UTC milliseconds since 1970.</summary>
    public void Await(long endsAt)
    {
        if (endsAt < _next)
        {
            _next = endsAt;
            StartTimer();
        }
    }

    /// <summary>Whether a token may have ended; if not, it keeps waiting.</summary>
    public bool IsDue()
    {
        if (HasEnded(_next))
        {
            return true;
        }

        StartTimer();
        return false;
    }

    /// <summary>The ended ones are handled: waits for the next of all.</summary>
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
