namespace ActorChat.SocketIO;

/// <summary>What is due for the heartbeat.</summary>
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
    /// <summary>
    /// How often in a row a missing pong is forgiven. A server that hangs recovers long before. A client that left with much unread data must not stay for as
    /// long as that data keeps the server busy.
    /// </summary>
    private const int MostForgiven = 4;

    private long _pingDue;
    private bool _pinged;
    private int _forgiven;

    /// <summary>Starts over at the handshake and at each pong (Engine.IO 3: at each packet).</summary>
    public void Restart(long now, long interval)
    {
        _pingDue = now + interval;
        _pinged = false;
        _forgiven = 0;
    }

    /// <summary>Gives a client more time because the server itself was not reading; false when all its extra time is used.</summary>
    public bool TryForgive(long now)
    {
        if (_forgiven == MostForgiven)
        {
            return false;
        }

        _forgiven++;
        _pingDue = now;
        return true;
    }

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
