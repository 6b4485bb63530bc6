using ActorChat.Actors.Common;

namespace ActorChat.Host.Limits;

/// <summary>The verdict of the limits on a session's event.</summary>
internal enum RateVerdict
{
    /// <summary>It may continue.</summary>
    Pass,

    /// <summary>It is refused as <c>rate_limited</c>.</summary>
    Refuse,

    /// <summary>The client continues after very many refusals: its connection is closed.</summary>
    Close,
}

/// <summary>The buckets of one session: one for each event, and its share in its user's. One thread at a time; it allocates nothing for an event.</summary>
internal sealed class SessionBuckets(Login login, RateLimits limits)
{
    private TokenBucket _message;
    private TokenBucket _haveRoom;
    private TokenBucket _joinRoom;
    private TokenBucket _leaveRoom;
    private TokenBucket _read;
    private TokenBucket _typing;
    private TokenBucket _edit;
    private TokenBucket _delete;
    private TokenBucket _react;
    private TokenBucket _changes;
    private TokenBucket _delivered;
    private TokenBucket _block;
    private TokenBucket _unblock;
    private TokenBucket _blocked;
    private TokenBucket _sync;
    private TokenBucket _other;
    private UserBuckets? _user;

    /// <summary>After an event was refused: how long until the same one passes, if no other session of the user takes the token.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Counts an event.</summary>
    /// <param name="name">Its name; null for an unknown one.</param>
    public RateVerdict Count(string? name)
    {
        var current = limits.Current;
        var now = limits.Now;
        return TryTake(name, current, now)
            ? RateVerdict.Pass
            : TryRefuse(current, now) ? RateVerdict.Refuse : RateVerdict.Close;
    }

    private bool TryTake(string? name, RateLimitSettings current, long now) => name switch
    {
        "message" => TryTake(ref _message, current.Events.Message, UserLimit.Message, current.EventsPerUser.Message, now),
        "read" => TryTake(ref _read, current.Events.Read, UserLimit.Read, current.EventsPerUser.Read, now),
        "typing" => TryTake(ref _typing, current.Events.Typing, UserLimit.Typing, current.EventsPerUser.Typing, now),
        "have_room" => TryTake(ref _haveRoom, current.Events.HaveRoom, UserLimit.HaveRoom, current.EventsPerUser.HaveRoom, now),
        "join_room" => TryTake(ref _joinRoom, current.Events.JoinRoom, UserLimit.JoinRoom, current.EventsPerUser.JoinRoom, now),
        "leave_room" => TryTake(ref _leaveRoom, current.Events.LeaveRoom, UserLimit.LeaveRoom, current.EventsPerUser.LeaveRoom, now),
        "edit" => TryTake(ref _edit, current.Events.Edit, UserLimit.Edit, current.EventsPerUser.Edit, now),
        "delete" => TryTake(ref _delete, current.Events.Delete, UserLimit.Delete, current.EventsPerUser.Delete, now),
        "react" => TryTake(ref _react, current.Events.React, UserLimit.React, current.EventsPerUser.React, now),
        "changes" => TryTake(ref _changes, current.Events.Changes, UserLimit.Changes, current.EventsPerUser.Changes, now),
        "delivered" => TryTake(ref _delivered, current.Events.Delivered, UserLimit.Delivered, current.EventsPerUser.Delivered, now),
        "block" => TryTake(ref _block, current.Events.Block, UserLimit.Block, current.EventsPerUser.Block, now),
        "unblock" => TryTake(ref _unblock, current.Events.Unblock, UserLimit.Unblock, current.EventsPerUser.Unblock, now),
        "blocked" => TryTake(ref _blocked, current.Events.Blocked, UserLimit.Blocked, current.EventsPerUser.Blocked, now),
        "sync" => TryTake(ref _sync, current.Events.Sync, UserLimit.Sync, current.EventsPerUser.Sync, now),
        _ => TryTake(ref _other, current.Events.Other, UserLimit.Other, current.EventsPerUser.Other, now),
    };

    /// <summary>
    /// A limit for each session alone would allow a user that limit times the number of sessions. If the user's limit over all sessions is used up, the
    /// session's own bucket gets its token back.
    /// </summary>
    private bool TryTake(ref TokenBucket own, RateLimit ofSession, UserLimit what, RateLimit ofUser, long now)
    {
        if (!own.TryTake(ofSession, now, out var wait))
        {
            var ofAll = ofUser.IsOff ? TimeSpan.Zero : limits.Users.Find(login)?.WaitFor(what, ofUser, now) ?? TimeSpan.Zero;
            Wait = wait > ofAll ? wait : ofAll;
            return false;
        }

        if (TryTakeOfUser(what, ofUser, now, out wait))
        {
            return true;
        }

        own.GiveBack(ofSession);
        Wait = wait;
        return false;
    }

    /// <summary>Counted over the user's sessions, so that a user who was closed and reconnects is closed again at the first refusal.</summary>
    private bool TryRefuse(RateLimitSettings current, long now) => TryTakeOfUser(UserLimit.Refusal, current.RefusalsPerUser, now, out _);

    private bool TryTakeOfUser(UserLimit what, RateLimit limit, long now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return limit.IsOff || (_user ??= limits.Users.Of(login)).TryTake(what, limit, now, out wait);
    }
}
