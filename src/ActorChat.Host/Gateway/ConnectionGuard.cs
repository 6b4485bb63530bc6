using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;

namespace ActorChat.Host.Gateway;

/// <summary>Counts what one client does: against its limits, for the metrics, and for the security log. It allocates nothing for an event.</summary>
internal sealed class ConnectionGuard(Login login, RateLimits limits, SecurityLog security, TimeProvider clock)
{
    // Made at the first event: most connections are idle, and there are very many of them.
    private SessionBuckets? _rates;
    private bool _wasRefused;

    /// <summary>Counts an event against the limits; false if it is refused.</summary>
    /// <param name="name">Its name; null for an unknown one.</param>
    /// <param name="closes">Whether the client has continued after so many refusals that its connection must be closed.</param>
    public bool LetsPass(string? name, out bool closes)
    {
        var verdict = (_rates ??= new SessionBuckets(login, limits)).Count(name);
        closes = verdict == RateVerdict.Close;
        if (verdict == RateVerdict.Pass)
        {
            return true;
        }

        ChatMetrics.RateLimited(name ?? "other");
        if (!_wasRefused || closes)
        {
            _wasRefused = true;
            security.RateLimited(login.Name, name);
        }

        return false;
    }

    /// <summary>The refusal of the event that was just counted.</summary>
    public ChatError Refusal => ChatError.RateLimited with { RetryAfter = _rates!.Wait };

    /// <summary>Completes when the client may be read again after a refusal for its rate.</summary>
    public ValueTask HoldAsync() =>
        limits.Current.RefusalHold is { Ticks: > 0 } hold ? new ValueTask(Task.Delay(hold, clock)) : default;

    /// <param name="name">The event's name; null for an unknown one.</param>
    /// <param name="error">Why it was refused; null if it was not.</param>
    public void Answered(string? name, ChatError? error)
    {
        ChatMetrics.EventAnswered(name, error);
        if (name is not null && ReferenceEquals(error, ChatError.RoomNotFound))
        {
            security.StrangerRefused(login.Name, name);
        }
    }

    /// <param name="durable">When the message became durable, as the clock's timestamp.</param>
    public void HandedOver(long durable) => ChatMetrics.MessageHandedOver(clock, durable);
}
