using ActorChat.Actors.Common;

namespace ActorChat.Actors.Limits;

/// <summary>What the limits say to an event of a session.</summary>
public enum LimitVerdict
{
    /// <summary>It may go on.</summary>
    Pass,

    /// <summary>It is refused as <c>rate_limited</c>.</summary>
    Refuse,

    /// <summary>The client was refused very often and goes on all the same: its connection is closed.</summary>
    Close,
}

/// <summary>The buckets of one session: one for each event, and its share in its user's. One thread at a time; it allocates nothing for an event.</summary>
public sealed class SessionLimits(Login login, RateLimits limits)
{
    private TokenBucket _message;
    private TokenBucket _haveRoom;
    private TokenBucket _joinRoom;
    private TokenBucket _leaveRoom;
    private TokenBucket _read;
    private TokenBucket _typing;
    private TokenBucket _other;
    private SharedBucket? _messagesOfUser;
    private SharedBucket? _refusalsOfUser;

    /// <summary>Counts an event.</summary>
    /// <param name="name">Its name; null for one that there is not.</param>
    public LimitVerdict Count(string? name)
    {
        var current = limits.Current;
        var now = limits.Now;
        return TryTake(name, current, now)
            ? LimitVerdict.Pass
            : TryRefuse(current, now) ? LimitVerdict.Refuse : LimitVerdict.Close;
    }

    private bool TryTake(string? name, RateLimitSettings current, long now) => name switch
    {
        "message" => _message.TryTake(current.Events.Message, now, out _) && TryTakeOfUser(current, now),
        "read" => _read.TryTake(current.Events.Read, now, out _),
        "typing" => _typing.TryTake(current.Events.Typing, now, out _),
        "have_room" => _haveRoom.TryTake(current.Events.HaveRoom, now, out _),
        "join_room" => _joinRoom.TryTake(current.Events.JoinRoom, now, out _),
        "leave_room" => _leaveRoom.TryTake(current.Events.LeaveRoom, now, out _),
        _ => _other.TryTake(current.Events.Other, now, out _),
    };

    /// <summary>Counted over the user's sessions: who was closed and comes back is closed again at the first refusal.</summary>
    private bool TryRefuse(RateLimitSettings current, long now) =>
        current.RefusalsPerUser.IsOff || (_refusalsOfUser ??= limits.RefusalsByUser.Of(login)).TryTake(current.RefusalsPerUser, now, out _);

    /// <summary>Where the user's share of all sessions is used up, the session's own gets its token back.</summary>
    private bool TryTakeOfUser(RateLimitSettings current, long now)
    {
        if (current.MessagesPerUser.IsOff || (_messagesOfUser ??= limits.MessagesByUser.Of(login)).TryTake(current.MessagesPerUser, now, out _))
        {
            return true;
        }

        _message.GiveBack(current.Events.Message);
        return false;
    }
}
