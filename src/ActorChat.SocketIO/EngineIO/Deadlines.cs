namespace ActorChat.SocketIO;

/// <summary>What is due on a connection.</summary>
[Flags]
internal enum DueActions
{
    None = 0,
    SendPing = 1,
    EndByPingTimeout = 2,
    EndProbe = 4,
    CallHandler = 8,
}

/// <summary>All deadlines of one connection. They share its single place on the timer wheel. Pure: time is an argument.</summary>
internal struct Deadlines(long pingInterval, long pingTimeout, bool serverPings)
{
    private Heartbeat _heartbeat;

    /// <summary>When the probing WebSocket is closed. Here and for the others <see cref="long.MaxValue"/> means never.</summary>
    public long Upgrade { get; set; } = long.MaxValue;

    /// <summary>When the handler is to be called.</summary>
    public long Handler { get; set; } = long.MaxValue;

    /// <summary>When the rest of a closed connection is cut off.</summary>
    public long Close { get; set; } = long.MaxValue;

    /// <summary>The next time at which something is due while the connection is open.</summary>
    public readonly long Next => Math.Min(_heartbeat.NextDue(pingTimeout, serverPings), Math.Min(Upgrade, Handler));

    public void RestartHeartbeat(long now) => _heartbeat.Restart(now, pingInterval);

    /// <summary>
    /// Returns what is due. While the server itself <paramref name="isHandling"/> and does not read, a missing pong is forgiven a few times.
    /// </summary>
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
