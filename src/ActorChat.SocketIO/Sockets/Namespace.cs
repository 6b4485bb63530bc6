using System.Collections.Concurrent;

namespace ActorChat.SocketIO;

/// <summary>A namespace: its middlewares, its connection handlers, its sockets.</summary>
public sealed class Namespace
{
    private readonly ConcurrentDictionary<string, Socket> _sockets = new(StringComparer.Ordinal);
    private Func<Socket, CancellationToken, ValueTask<ConnectError?>>[] _middlewares = [];
    private Action<Socket>[] _onConnection = [];
    private long _lastAckId = -1;

    internal Namespace(SocketIOServer server, string name, Namespace? parent = null)
    {
        Server = server;
        Name = name;
        Parent = parent;
        Recovery = server.Options.Recovery is { } recovery && name.Length > 0 ? new RecoveryStore(recovery, server.Engine.Wheel) : null;
    }

    /// <summary>The name, beginning with a slash.</summary>
    public string Name { get; }

    /// <summary>The server it belongs to.</summary>
    public SocketIOServer Server { get; }

    /// <summary>The sockets connected, at this moment.</summary>
    public IEnumerable<Socket> Sockets => _sockets.Select(static pair => pair.Value);

    /// <summary>How many sockets are connected.</summary>
    public int Count => _sockets.Count;

    /// <summary>Sends that are dropped for each socket whose transport is not ready to write.</summary>
    public BroadcastOperator Volatile => new BroadcastOperator(this).Volatile;

    internal Rooms Rooms { get; } = new();

    internal RecoveryStore? Recovery { get; }

    /// <summary>For a namespace created on demand: the one whose handlers it shares.</summary>
    internal Namespace? Parent { get; }

    /// <summary>
    /// Adds a middleware. It is called for each socket that wants to join, before it is connected, in the order of registration. An error refuses the socket.
    /// The token is cancelled when the connection ends.
    /// </summary>
    public Namespace Use(Func<Socket, CancellationToken, ValueTask<ConnectError?>> middleware)
    {
        _middlewares = [.. _middlewares, middleware];
        return this;
    }

    /// <summary>Adds a handler, called for each socket once the client has been told it is connected and before its first event.</summary>
    public Namespace OnConnection(Action<Socket> handler)
    {
        _onConnection = [.. _onConnection, handler];
        return this;
    }

    /// <summary>Sends to rooms; the id of a socket is also a room.</summary>
    public BroadcastOperator To(params string[] rooms) => new BroadcastOperator(this).To(rooms);

    /// <summary>Sends to everyone except the sockets of these rooms.</summary>
    public BroadcastOperator Except(params string[] rooms) => new BroadcastOperator(this).Except(rooms);

    /// <summary>Sends that wait at most <paramref name="limit"/> for acknowledgements.</summary>
    public BroadcastOperator Timeout(TimeSpan limit) => new BroadcastOperator(this).Timeout(limit);

    /// <summary>Sends an event to everyone, encoded once.</summary>
    public void Emit(string name, params object?[] args) => new BroadcastOperator(this).Emit(name, args);

    /// <summary>Sends an event that is encoded already to everyone.</summary>
    public void Send(EncodedEvent e) => new BroadcastOperator(this).Send(e);

    /// <summary>Sends an event to everyone and collects the acknowledgements.</summary>
    public Task<BroadcastAcknowledgements> EmitWithAckAsync(string name, params object?[] args) =>
        new BroadcastOperator(this).EmitWithAckAsync(name, args);

    /// <summary>All sockets connected, at this moment.</summary>
    public IReadOnlyCollection<Socket> FetchSockets() => new BroadcastOperator(this).FetchSockets();

    /// <summary>Disconnects all sockets.</summary>
    public void DisconnectSockets(bool closeConnection = false) => new BroadcastOperator(this).DisconnectSockets(closeConnection);

    /// <summary>The connected socket of that id, or null.</summary>
    public Socket? Find(string id) => _sockets.GetValueOrDefault(id);

    internal long NextAckId() => Interlocked.Increment(ref _lastAckId);

    internal void Add(Socket socket) => _sockets[socket.Id] = socket;

    internal void Remove(Socket socket) => _sockets.TryRemove(new(socket.Id, socket));

    /// <summary>Runs the middlewares; the first error ends it.</summary>
    internal async ValueTask<ConnectError?> AuthorizeAsync(Socket socket, CancellationToken stop)
    {
        foreach (var middleware in Parent?._middlewares ?? _middlewares)
        {
            if (await middleware(socket, stop).ConfigureAwait(false) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    internal void NotifyConnected(Socket socket)
    {
        foreach (var handler in Parent?._onConnection ?? _onConnection)
        {
            handler(socket);
        }
    }
}
