namespace ActorChat.SocketIO;

/// <summary>
/// A WebSocket whose end is under way, whatever it was before: it has so long to take what is left and to answer, then it is cut. It is made at
/// the end, so that a connection that lives holds nothing for it.
/// </summary>
internal sealed class Closing : ITimed
{
    private readonly EngineServer _server;
    private readonly WebSocketTransport _transport;
    private readonly TimerNode _deadline;

    public Closing(EngineServer server, WebSocketTransport transport)
    {
        (_server, _transport) = (server, transport);
        _deadline = new TimerNode(this);
        server.Closing.Add(1);
        server.Wheel.Schedule(_deadline, server.Wheel.Now + server.CloseTimeout);
    }

    /// <summary>It has ended.</summary>
    public void End()
    {
        _server.Wheel.Cancel(_deadline);
        _server.Closing.Add(-1);
    }

    public void OnDue(long now) => _transport.Abort();
}

/// <summary>How many are in a state; counted where they come and go.</summary>
internal sealed class Gauge
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(int count) => Interlocked.Add(ref _count, count);
}
