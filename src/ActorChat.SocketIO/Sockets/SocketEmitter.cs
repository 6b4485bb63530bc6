namespace ActorChat.SocketIO;

/// <summary>How something is sent to one socket.</summary>
public readonly struct SocketEmitter
{
    private readonly Socket _socket;

    internal SocketEmitter(Socket socket) => _socket = socket;

    /// <summary>Drops the event when the transport is not ready to write.</summary>
    public SocketEmitter Volatile => this with { IsVolatile = true };

    internal bool IsVolatile { get; init; }

    internal bool IsUncompressed { get; init; }

    internal TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether a poll answer with the event may be compressed. Default: yes.</summary>
    public SocketEmitter Compress(bool compress) => this with { IsUncompressed = !compress };

    /// <summary>Waits at most <paramref name="limit"/> for an acknowledgement.</summary>
    public SocketEmitter Timeout(TimeSpan limit) => this with { TimeLimit = limit };

    /// <summary>Sends an event.</summary>
    /// <returns>False when it was dropped or the socket has ended.</returns>
    public bool Emit(string name, params object?[] args) => Send(EncodedEvent.Create(_socket.Namespace.Name, name, args, _socket.Namespace.Server.Json));

    /// <summary>Sends an event that is encoded already.</summary>
    /// <returns>False when it was dropped or the socket has ended.</returns>
    public bool Send(EncodedEvent e) =>
        IsVolatile || IsUncompressed ? _socket.SendFrames(e.Frames, e.HasBinary, IsVolatile, !IsUncompressed) : _socket.Send(e);

    /// <summary>Sends an event and waits for the client's acknowledgement.</summary>
    /// <returns>The values of the acknowledgement.</returns>
    /// <exception cref="TimeoutException">None came within the time limit.</exception>
    /// <exception cref="SocketDisconnectedException">The socket has ended first.</exception>
    public Task<EncodedArguments> EmitWithAckAsync(string name, params object?[] args)
    {
        var id = _socket.Namespace.NextAckId();
        var answer = _socket.Acks.Add(id, TimeLimit);
        var output = FrameBuilder.Rent();
        var hasBinary = PacketWriter.WriteEvent(output, _socket.Namespace.Name, id, name, args, null, _socket.Namespace.Server.Json);
        if (!_socket.SendFrames(output.Frames, hasBinary, IsVolatile, !IsUncompressed) && !_socket.Connected)
        {
            _socket.Acks.Fail(id, new SocketDisconnectedException(DisconnectReasons.TransportClose));
        }

        output.Return();
        return answer;
    }
}
