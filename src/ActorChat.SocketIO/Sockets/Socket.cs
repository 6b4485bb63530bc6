using System.Text;

namespace ActorChat.SocketIO;

/// <summary>One client in one namespace. Everything that sends may be called from any thread and never blocks.</summary>
public sealed class Socket
{
    private readonly ClientConnection _client;
    private readonly Lock _gate = new();
    private Dictionary<string, Func<SocketEvent, ValueTask>>? _handlers;
    private Action<string>? _disconnected;
    private PendingAcks? _acks;
    private HashSet<string>? _rooms;
    private volatile bool _connected;
    private int _ended;

    internal Socket(ClientConnection client, Namespace ns, string id, Handshake handshake)
    {
        _client = client;
        Namespace = ns;
        Id = id;
        Handshake = handshake;
    }

    /// <summary>The socket's public id, unrelated to the session id of the transport.</summary>
    public string Id { get; }

    /// <summary>The namespace it has joined.</summary>
    public Namespace Namespace { get; }

    /// <summary>The opening request and the auth data.</summary>
    public Handshake Handshake { get; }

    /// <summary>A slot for the application's data, kept by connection state recovery. A middleware may set it.</summary>
    public object? State { get; set; }

    /// <summary>Receives all events of this socket. Set it in a middleware or in the connection handler; events no handler wants are ignored.</summary>
    public ISocketHandler? Handler { get; set; }

    /// <summary>Whether the socket is in its namespace now: after the middlewares, before the disconnect.</summary>
    public bool Connected => _connected;

    /// <summary>Whether the socket resumed a lost session (connection state recovery).</summary>
    public bool Recovered { get; internal set; }

    /// <summary>"polling" or "websocket".</summary>
    public string TransportName => _client.Engine.TransportName;

    /// <summary>The rooms joined, at this moment.</summary>
    public IReadOnlyCollection<string> Rooms
    {
        get
        {
            lock (_gate)
            {
                return _rooms?.ToArray() ?? [];
            }
        }
    }

    /// <summary>Sends that are dropped when the transport is not ready to write.</summary>
    public SocketEmitter Volatile => new(this) { IsVolatile = true };

    /// <summary>Sends to everyone in the namespace except this socket.</summary>
    public BroadcastOperator Broadcast => new BroadcastOperator(Namespace).ExceptSocket(this);

    internal string? PrivateId { get; set; }

    internal ClientConnection Client => _client;

    /// <summary>Sets the handler of one event, replacing an earlier one. Handlers run one at a time, in order.</summary>
    /// <param name="event">The event's name.</param>
    /// <param name="handler">
    /// Called on the connection's read loop, which reads on only when the returned task has completed. Awaiting an
    /// acknowledgement of the same client in it waits for ever, or for its timeout.
    /// </param>
    public void On(string @event, Func<SocketEvent, ValueTask> handler)
    {
        lock (_gate)
        {
            // Readers must see complete dictionaries, so a change makes a new one.
            var handlers = _handlers is null ? [] : new Dictionary<string, Func<SocketEvent, ValueTask>>(_handlers);
            handlers[@event] = handler;
            _handlers = handlers;
        }
    }

    /// <summary>Adds a callback for the socket's end, with the reason.</summary>
    public void OnDisconnect(Action<string> handler)
    {
        lock (_gate)
        {
            _disconnected += handler;
        }
    }

    /// <summary>Sends an event; arguments are serialised as JSON, and byte arrays in them travel as attachments.</summary>
    /// <returns>False when the socket has ended.</returns>
    public bool Emit(string name, params object?[] args) => Send(EncodedEvent.Create(Namespace.Name, name, args, Namespace.Server.Json));

    /// <summary>Sends an event whose arguments are JSON already.</summary>
    /// <returns>False when the socket has ended.</returns>
    public bool Emit(string name, EncodedArguments arguments) => Send(EncodedEvent.Create(name, arguments, Namespace.Name));

    /// <summary>Sends an event and waits for the client's acknowledgement, without a time limit: see <see cref="Timeout"/>.</summary>
    /// <exception cref="SocketDisconnectedException">The socket has ended first.</exception>
    public Task<EncodedArguments> EmitWithAckAsync(string name, params object?[] args) => new SocketEmitter(this).EmitWithAckAsync(name, args);

    /// <summary>Sends an event that is encoded already. Never blocks.</summary>
    /// <returns>False when the socket has ended.</returns>
    /// <exception cref="ArgumentException">The event is for another namespace.</exception>
    public bool Send(EncodedEvent e)
    {
        if (!ReferenceEquals(e.Namespace, Namespace.Name) && e.Namespace != Namespace.Name)
        {
            throw new ArgumentException($"The event is for namespace {e.Namespace}, the socket is in {Namespace.Name}.", nameof(e));
        }

        return Namespace.Recovery is { } recovery ? recovery.SendToSocket(this, e) : SendFrames(e.Frames, e.HasBinary);
    }

    /// <summary>Answers an event, from any thread.</summary>
    /// <param name="ackId">The id of the event.</param>
    /// <param name="utf8Arguments">The content between the brackets of the answer: JSON values separated by commas. Must be valid.</param>
    /// <returns>False when the socket has ended.</returns>
    public bool SendAck(long ackId, ReadOnlySpan<byte> utf8Arguments)
    {
        var output = FrameBuilder.Rent();
        PacketWriter.WriteAck(output, Namespace.Name, ackId, utf8Arguments);
        var sent = SendFrames(output.Frames, hasBinary: false);
        output.Return();
        return sent;
    }

    /// <summary>Answers an event with values to be serialised.</summary>
    public bool SendAck(long ackId, params object?[] args)
    {
        var output = FrameBuilder.Rent();
        var hasBinary = PacketWriter.WriteAck(output, Namespace.Name, ackId, args, Namespace.Server.Json);
        var sent = SendFrames(output.Frames, hasBinary);
        output.Return();
        return sent;
    }

    /// <summary>Answers an event with values that are JSON already, and their attachments.</summary>
    public bool SendAck(long ackId, EncodedArguments arguments)
    {
        var output = FrameBuilder.Rent();
        var hasBinary = PacketWriter.WriteAck(output, Namespace.Name, ackId, arguments);
        var sent = SendFrames(output.Frames, hasBinary);
        output.Return();
        return sent;
    }

    /// <summary>Joins a room of the namespace.</summary>
    public void Join(string room)
    {
        lock (_gate)
        {
            if (_ended == 0 && (_rooms ??= new(StringComparer.Ordinal)).Add(room))
            {
                Namespace.Rooms.Add(room, this);
            }
        }
    }

    /// <summary>Leaves a room.</summary>
    public void Leave(string room)
    {
        lock (_gate)
        {
            if (_rooms?.Remove(room) == true)
            {
                Namespace.Rooms.Remove(room, this);
            }
        }
    }

    /// <summary>Sends to the sockets of a room except this one; the id of a socket is also a room.</summary>
    public BroadcastOperator To(params string[] rooms) => Broadcast.To(rooms);

    /// <summary>Sends to everyone except this socket and those in the given rooms.</summary>
    public BroadcastOperator Except(params string[] rooms) => Broadcast.Except(rooms);

    /// <summary>Sends that wait at most <paramref name="limit"/> for their acknowledgement.</summary>
    public SocketEmitter Timeout(TimeSpan limit) => new(this) { TimeLimit = limit };

    /// <summary>
    /// Leaves the namespace and tells the client; with <paramref name="closeConnection"/> it leaves all namespaces and closes the connection.
    /// </summary>
    public void Disconnect(bool closeConnection = false)
    {
        if (closeConnection)
        {
            _client.DisconnectAll();
        }
        else
        {
            _client.Disconnect(this, DisconnectReasons.ServerNamespaceDisconnect);
        }
    }

    /// <summary>
    /// Bytes that wait for the client, for all its namespaces. Above <see cref="SocketIOOptions.MaxUnsentBytes"/> the client is closed as too slow.
    /// </summary>
    public int UnsentBytes => _client.Engine.Transport.UnsentBytes;

    /// <summary>
    /// Calls back once, on any thread, when some of the waiting bytes have been sent. If nothing waits it calls back at once, and never if the connection
    /// ends first. The callback must not block; a second one replaces the first.
    /// </summary>
    public void WhenSent(Action callback) =>
        _client.Engine.Transport.CallWhenSent(() => _client.Engine.Server.Background.Run(static call => call(), callback));

    /// <summary>Closes the whole connection; queued packets are sent first.</summary>
    /// <param name="reason">The reason for the handlers; by WebSocket the client gets it too, in the close frame (status 4000).</param>
    public void Close(string reason) => _client.Engine.Close(reason, graceful: true, told: reason);

    internal PendingAcks Acks
    {
        get
        {
            lock (_gate)
            {
                return _acks ??= new PendingAcks(this);
            }
        }
    }

    internal bool IsIn(string room)
    {
        lock (_gate)
        {
            return _rooms?.Contains(room) == true;
        }
    }

    internal void MarkConnected() => _connected = true;

    internal bool SendFrames(ReadOnlySpan<byte> frames, bool hasBinary, bool isVolatile = false, bool compress = true) =>
        _ended == 0 && _client.Engine.SendFrames(frames, hasBinary, isVolatile, compress);

    internal ValueTask DispatchAsync(in SocketEvent received)
    {
        if (Handler is { } handler)
        {
            return handler.OnEventAsync(received);
        }

        return _handlers is { } handlers && handlers.TryGetValue(Encoding.UTF8.GetString(received.Name.Span), out var one) ? one(received) : default;
    }

    internal void OnAck(long id, EncodedArguments arguments) => _acks?.Complete(id, arguments);

    /// <summary>Removes the socket from everything, once.</summary>
    internal void End(string reason)
    {
        HashSet<string>? rooms;
        lock (_gate)
        {
            if (_ended != 0)
            {
                return;
            }

            _ended = 1;
            rooms = _rooms;
            _rooms = null;
        }

        var wasConnected = _connected;
        _connected = false;
        if (wasConnected)
        {
            Namespace.Recovery?.Save(this, rooms ?? [], reason);
        }

        Namespace.Remove(this);
        foreach (var room in rooms ?? [])
        {
            Namespace.Rooms.Remove(room, this);
        }

        _acks?.FailAll(reason);
        try
        {
            if (wasConnected)
            {
                _disconnected?.Invoke(reason);
            }
        }
        finally
        {
            // A handler set by a middleware is called even if the client left just before it was connected.
            Handler?.OnDisconnected(reason);
        }
    }
}
