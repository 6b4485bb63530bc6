namespace ActorChat.Host.Limits;

/// <summary>What is counted over all sessions and requests of a user.</summary>
internal enum UserLimit
{
    /// <summary>Messages.</summary>
    Message,

    /// <summary>Pages of history.</summary>
    HaveRoom,

    /// <summary>Rooms joined.</summary>
    JoinRoom,

    /// <summary>Rooms left.</summary>
    LeaveRoom,

    /// <summary>Read markers.</summary>
    Read,

    /// <summary>Typing, on and off.</summary>
    Typing,

    /// <summary>Edits.</summary>
    Edit,

    /// <summary>Deletions.</summary>
    Delete,

    /// <summary>Reactions, on and off.</summary>
    React,

    /// <summary>Pages of changes.</summary>
    Changes,

    /// <summary>Delivery markers.</summary>
    Delivered,

    /// <summary>Blocks.</summary>
    Block,

    /// <summary>Blocks that are lifted.</summary>
    Unblock,

    /// <summary>Lists of blocked users.</summary>
    Blocked,

    /// <summary>Pages of the user's rooms over Socket.IO.</summary>
    Sync,

    /// <summary>Events with unknown names.</summary>
    Other,

    /// <summary>Events that were refused for their rate.</summary>
    Refusal,

    /// <summary>New rooms.</summary>
    NewRoom,

    /// <summary>Pages of users and of chats over HTTP.</summary>
    List,
}

/// <summary>The buckets of one user, shared by all of the user's sessions on many threads.</summary>
internal sealed class UserBuckets
{
    private readonly Lock _gate = new();
    private readonly TokenBucket[] _buckets = new TokenBucket[(int)UserLimit.List + 1];

    /// <inheritdoc cref="TokenBucket.TryTake"/>
    public bool TryTake(UserLimit what, RateLimit limit, long now, out TimeSpan wait)
    {
        lock (_gate)
        {
            return _buckets[(int)what].TryTake(limit, now, out wait);
        }
    }

    /// <summary>Time until there is a token, without taking it.</summary>
    public TimeSpan WaitFor(UserLimit what, RateLimit limit, long now)
    {
        lock (_gate)
        {
            _buckets[(int)what].HasToken(limit, now, out var wait);
            return wait;
        }
    }
}
