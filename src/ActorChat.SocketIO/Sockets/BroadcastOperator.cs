namespace ActorChat.SocketIO;

/// <summary>A selection of sockets of one namespace, and how to send to them. Immutable: each step makes a new one.</summary>
public sealed class BroadcastOperator
{
    private readonly Namespace _namespace;
    private string[] _rooms = [];
    private string[] _except = [];
    private Socket? _exceptSocket;
    private bool _volatile;
    private bool _uncompressed;
    private TimeSpan? _timeLimit;

    internal BroadcastOperator(Namespace ns) => _namespace = ns;

    /// <summary>Drops the event for each socket whose transport is not ready to write.</summary>
    public BroadcastOperator Volatile => With(static next => next._volatile = true);

    /// <summary>Adds rooms to send to; a socket in several gets the event once. The id of a socket is also a room.</summary>
    public BroadcastOperator To(params string[] rooms) => With(next => next._rooms = [.. _rooms, .. rooms]);

    /// <summary>Leaves out the sockets of these rooms.</summary>
    public BroadcastOperator Except(params string[] rooms) => With(next => next._except = [.. _except, .. rooms]);

    /// <summary>Waits at most <paramref name="limit"/> for acknowledgements.</summary>
    public BroadcastOperator Timeout(TimeSpan limit) => With(next => next._timeLimit = limit);

    /// <summary>Whether poll answers with the event may be compressed. Default: yes.</summary>
    public BroadcastOperator Compress(bool compress) => With(next => next._uncompressed = !compress);

    /// <summary>Sends an event, encoded once.</summary>
    public void Emit(string name, params object?[] args) => Send(EncodedEvent.Create(_namespace.Name, name, args, _namespace.Server.Json));

    /// <summary>Sends an event whose arguments are JSON already, encoded once.</summary>
    public void Emit(string name, EncodedArguments arguments) => Send(EncodedEvent.Create(name, arguments, _namespace.Name));

    /// <summary>Sends an event that is encoded already.</summary>
    public void Send(EncodedEvent e)
    {
        if (!_volatile && _namespace.Recovery is { } recovery)
        {
            recovery.Broadcast(e, _rooms, _exceptSocket is null ? _except : [.. _except, _exceptSocket.Id], Targets(), !_uncompressed);
            return;
        }

        foreach (var socket in Targets())
        {
            socket.SendFrames(e.Frames, e.HasBinary, _volatile, !_uncompressed);
        }
    }

    /// <summary>Sends an event and collects the acknowledgements that come within the time limit.</summary>
    public async Task<BroadcastAcknowledgements> EmitWithAckAsync(string name, params object?[] args)
    {
        var sockets = Targets().ToArray();
        var id = _namespace.NextAckId();
        var pending = new List<Task<EncodedArguments>>(sockets.Length);
        var output = new FrameBuilder();
        var hasBinary = PacketWriter.WriteEvent(output, _namespace.Name, id, name, args, null, _namespace.Server.Json);
        foreach (var socket in sockets)
        {
            pending.Add(socket.Acks.Add(id, _timeLimit));
            socket.SendFrames(output.Frames, hasBinary, _volatile, !_uncompressed);
        }

        var responses = new List<EncodedArguments>(pending.Count);
        foreach (var one in pending)
        {
            await ((Task)one).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (one.IsCompletedSuccessfully)
            {
                responses.Add(await one.ConfigureAwait(false));
            }
        }

        return new BroadcastAcknowledgements(responses, pending.Count - responses.Count);
    }

    /// <summary>The selected sockets at this moment.</summary>
    public IReadOnlyCollection<Socket> FetchSockets() => [.. Targets()];

    /// <summary>Makes the selected sockets join rooms.</summary>
    public void SocketsJoin(params string[] rooms)
    {
        foreach (var socket in FetchSockets())
        {
            Array.ForEach(rooms, socket.Join);
        }
    }

    /// <summary>Makes the selected sockets leave rooms.</summary>
    public void SocketsLeave(params string[] rooms)
    {
        foreach (var socket in FetchSockets())
        {
            Array.ForEach(rooms, socket.Leave);
        }
    }

    /// <summary>Disconnects the selected sockets.</summary>
    public void DisconnectSockets(bool closeConnection = false)
    {
        foreach (var socket in FetchSockets())
        {
            socket.Disconnect(closeConnection);
        }
    }

    internal BroadcastOperator ExceptSocket(Socket socket) => With(next => next._exceptSocket = socket);

    private IEnumerable<Socket> Targets()
    {
        HashSet<Socket>? left = null;
        if (_except.Length > 0)
        {
            left = Members(_except);
        }

        IEnumerable<Socket> candidates = _rooms.Length > 0 ? Members(_rooms) : _namespace.Sockets;
        foreach (var socket in candidates)
        {
            if (socket.Connected && !ReferenceEquals(socket, _exceptSocket) && left?.Contains(socket) != true)
            {
                yield return socket;
            }
        }
    }

    private HashSet<Socket> Members(string[] rooms)
    {
        var members = new HashSet<Socket>();
        foreach (var room in rooms)
        {
            if (_namespace.Find(room) is { } socket)
            {
                members.Add(socket);
            }

            _namespace.Rooms.CopyTo(room, members);
        }

        return members;
    }

    private BroadcastOperator With(Action<BroadcastOperator> change)
    {
        var next = (BroadcastOperator)MemberwiseClone();
        change(next);
        return next;
    }
}

/// <summary>The result of a broadcast that asked for acknowledgements.</summary>
/// <param name="Responses">The values of each acknowledgement.</param>
/// <param name="Missing">How many sockets sent none in time, or ended.</param>
public sealed record BroadcastAcknowledgements(IReadOnlyList<EncodedArguments> Responses, int Missing);
