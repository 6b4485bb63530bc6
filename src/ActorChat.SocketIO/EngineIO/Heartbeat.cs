namespace ActorChat.SocketIO;

/// <summary>What the heartbeat demands now.</summary>
internal enum HeartbeatStep
{
    None,
    SendPing,
    Expired,
}

/// <summary>
/// The deadlines of one connection's heartbeat, in the wheel's milliseconds. The pong deadline counts from when the ping
/// was due, not from when a busy timer sent it. Pure: time is an argument.
/// </summary>
internal struct Heartbeat
{
    private long _pingDue;
    private bool _pinged;

    /// <summary>Starts over at the handshake and at each pong (Engine.IO 3: at each packet).</summary>
    public void Restart(long now, long interval)
    {
        _pingDue = now + interval;
        _pinged = false;
    }

    /// <summary>Gives a client more time because the server itself was not reading.</summary>
    public void Postpone(long now) => _pingDue = now;

    public HeartbeatStep Check(long now, long timeout, bool serverPings)
    {
        if (now >= _pingDue + timeout)
        {
            return HeartbeatStep.Expired;
        }

        if (!serverPings || _pinged || now < _pingDue)
        {
            return HeartbeatStep.None;
        }

        _pinged = true;
        return HeartbeatStep.SendPing;
    }

    public readonly long NextDue(long timeout, bool serverPings) =>
        serverPings && !_pinged ? _pingDue : _pingDue + timeout;
}
