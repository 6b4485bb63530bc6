namespace ActorChat.SocketIO;

/// <summary>What a connection has to do now.</summary>
[Flags]
internal enum DueActions
{
    None = 0,
    SendPing = 1,
    EndByPingTimeout = 2,
    EndProbe = 4,
    CallHandler = 8,
}

/// <summary>
/// All deadlines of one connection, which share its one place on the timer wheel. Pure: time is an argument.
/// </summary>
internal struct Deadlines(long pingInterval, long pingTimeout, bool serverPings)
{
    private Heartbeat _heartbeat;

    /// <summary>When the probing WebSocket is closed; <see cref="long.MaxValue"/> for never, as for the others.</summary>
    public long Upgrade { get; set; } = long.MaxValue;

    /// <summary>When the handler is to be called.</summary>
    public long Handler { get; set; } = long.MaxValue;

    /// <summary>When what is left of a closed connection is cut.</summary>
    public long Close { get; set; } = long.MaxValue;

    /// <summary>The next time anything has to be looked at while the connection is open.</summary>
    public readonly long Next => Math.Min(_heartbeat.NextDue(pingTimeout, serverPings), Math.Min(Upgrade, Handler));

    public void RestartHeartbeat(long now) => _heartbeat.Restart(now, pingInterval);

    /// <summary>Takes what is due; a missing pong is forgiven a few times while the server itself <paramref name="isHandling"/> and not reading.</summary>
    public DueActions TakeDue(long now, bool isHandling)
    {
        var actions = DueActions.None;
        switch (_heartbeat.Check(now, pingTimeout, serverPings))
        {
            case HeartbeatStep.SendPing:
                actions |= DueActions.SendPing;
                break;
            case HeartbeatStep.Expired when isHandling && _heartbeat.TryForgive(now):
                break;
            case HeartbeatStep.Expired:
                actions |= DueActions.EndByPingTimeout;
                break;
            default:
                break;
        }

        if (now >= Upgrade)
        {
            Upgrade = long.MaxValue;
            actions |= DueActions.EndProbe;
        }

        if (now >= Handler)
        {
            Handler = long.MaxValue;
            actions |= DueActions.CallHandler;
        }

        return actions;
    }
}
