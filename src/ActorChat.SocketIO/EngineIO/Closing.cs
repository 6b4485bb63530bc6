namespace ActorChat.SocketIO;

/// <summary>
/// A WebSocket that is being closed. It has a limited time to read the rest and to answer the close; then it is cut off. The object is created at the end, so
/// that a live connection holds nothing for it.
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

    /// <summary>The WebSocket has ended.</summary>
    public void End()
    {
        _server.Wheel.Cancel(_deadline);
        _server.Closing.Add(-1);
    }

    public void OnDue(long now) => _transport.Abort();
}

/// <summary>Counts how many objects are in a state, as they enter and leave it.</summary>
internal sealed class Gauge
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(int count) => Interlocked.Add(ref _count, count);
}
