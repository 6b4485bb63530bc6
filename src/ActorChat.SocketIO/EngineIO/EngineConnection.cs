namespace ActorChat.SocketIO;

/// <summary>One Engine.IO connection (session), independent of the transport that carries it at the moment. Thread-safe.</summary>
public sealed class EngineConnection : ITimed
{
    private readonly Lock _gate = new();
    private readonly TimerNode _timer;
    private IEngineHandler? _handler;
    private volatile Transport _transport;
    private WebSocketTransport? _probing;
    private Deadlines _deadlines;
    private bool _upgraded;
    private volatile bool _closed;

    internal EngineConnection(EngineServer server, string id, int protocol, HandshakeRequest request, Func<EngineConnection, Transport> transport)
    {
        Server = server;
        Id = id;
        Protocol = protocol;
        Request = request;
        _timer = new TimerNode(this);
        _deadlines = new Deadlines(server.PingInterval, server.PingTimeout, serverPings: protocol == 4);
        _transport = transport(this);
    }

    /// <summary>The session id at the Engine.IO level. It is a secret: anybody who has it can act for the session.</summary>
    public string Id { get; }

    /// <summary>The protocol revision the client speaks: 4, or 3 if that is allowed.</summary>
    public int Protocol { get; }

    /// <summary>"polling" or "websocket".</summary>
    public string TransportName => _transport.Name;

    /// <summary>Whether the connection has ended or is about to end.</summary>
    public bool IsClosed => _closed;

    internal bool IsProbing => _probing is not null;

    internal EngineServer Server { get; }

    internal HandshakeRequest Request { get; }

    internal Transport Transport => _transport;

    internal IEngineHandler Handler => _handler!;

    /// <summary>Sends a text message.</summary>
    /// <returns>False when the connection has ended.</returns>
    public bool SendText(ReadOnlySpan<byte> utf8)
    {
        var builder = FrameBuilder.Rent();
        builder.Write(EnginePacketType.Message);
        builder.Write(utf8);
        builder.EndText();
        var sent = SendFrames(builder.Frames, hasBinary: false);
        builder.Return();
        return sent;
    }

    /// <summary>Sends a binary message.</summary>
    /// <returns>False when the connection has ended.</returns>
    public bool SendBinary(ReadOnlySpan<byte> data)
    {
        var outbox = default(Outbox);
        outbox.AppendFrame(FrameHeader.Binary, [], data);
        var sent = SendFrames(outbox.Frames, hasBinary: true);
        outbox.Clear();
        return sent;
    }

    /// <summary>Ends the connection; what is queued is delivered first.</summary>
    public void Close() => Close(DisconnectReasons.ForcedClose, graceful: true);

    /// <summary>Starts the connection; the handshake packet is already queued.</summary>
    internal void Open(IEngineHandler handler)
    {
        _handler = handler;
        var now = Server.Wheel.Now;
        lock (_gate)
        {
            _deadlines.RestartHeartbeat(now);
            if (!_closed)
            {
                ScheduleLocked();
            }
        }

        (handler as IEngineOpened)?.OnOpened();
    }

    /// <summary>Queues finished frames as one unit. Never blocks.</summary>
    internal bool SendFrames(ReadOnlySpan<byte> frames, bool hasBinary, bool isVolatile = false, bool compress = true)
    {
        if (hasBinary && Protocol == 3)
        {
            return SendFrames(Engine3.MarkBinary(frames), hasBinary: false, isVolatile, compress);
        }

        while (true)
        {
            if (_closed)
            {
                return false;
            }

            switch (_transport.TrySend(frames, isVolatile, compress))
            {
                case SendResult.Sent:
                    return true;
                case SendResult.Moved:
                    continue;
                case SendResult.Full:
                    Server.Log.SlowConsumer(_transport.MaxUnsentBytes);
                    Close(DisconnectReasons.SlowConsumer, graceful: false, told: "slow_consumer");
                    return false;
                default:
                    return false;
            }
        }
    }

    /// <summary>Ends the connection once; later calls do nothing.</summary>
    /// <param name="reason">The reason for the handler.</param>
    /// <param name="graceful">Whether queued packets are sent first.</param>
    /// <param name="byClient">Whether the client asked for it.</param>
    /// <param name="told">The reason for a client by WebSocket; null for none, as in the reference.</param>
    internal void Close(string reason, bool graceful, bool byClient = false, string? told = null)
    {
        WebSocketTransport? probing;
        Transport transport;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            transport = _transport;
            probing = _probing;
            _probing = null;
            _deadlines.Close = Server.Wheel.Now + (transport.Kind == EngineTransports.Polling ? Server.PollingCloseTimeout : Server.CloseTimeout);
            Server.Wheel.Schedule(_timer, _deadlines.Close);
        }

        SocketIOMetrics.ConnectionClosed(reason);
        probing?.Close(graceful: false);
        if (!graceful)
        {
            Server.Remove(this);
        }

        if (byClient)
        {
            transport.CloseByClient();
        }
        else if (told is not null && transport is WebSocketTransport socket)
        {
            socket.CloseWith(graceful, told);
        }
        else
        {
            transport.Close(graceful);
        }

        // The transport ends in the background.
        Server.Background.Run(static closed => closed.Handler?.OnClosed(closed.Reason), (Handler: _handler, Reason: reason));
    }

    /// <summary>Called by the transport once nothing more will happen on it.</summary>
    internal void OnTransportEnded(Transport transport)
    {
        if (_closed && ReferenceEquals(transport, _transport))
        {
            Server.Wheel.Cancel(_timer);
            Server.Remove(this);
        }
    }

    /// <summary>Checks the heartbeat's deadline when a request arrives, because a timer may be late.</summary>
    internal void CheckDeadlines()
    {
        // The client counts from when it read the handshake, in whole milliseconds.
        const long Slack = 2;
        OnDue(Server.Wheel.Now + Slack, early: true);
    }

    /// <summary>Sets how many bytes may wait for the client from now on, for any transport.</summary>
    internal void BoundUnsent(int bytes)
    {
        lock (_gate)
        {
            _transport.MaxUnsentBytes = bytes;
        }
    }

    /// <summary>Sets when the handler is to be called; at most one such deadline at a time.</summary>
    internal void SetHandlerDeadline(long due)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _deadlines.Handler = due;
                if (due != long.MaxValue)
                {
                    ScheduleLocked();
                }
            }
        }
    }

    /// <summary>Lets a WebSocket probe, if the connection can be upgraded and no other WebSocket is probing.</summary>
    internal bool TryBeginUpgrade(WebSocketTransport candidate)
    {
        lock (_gate)
        {
            if (_closed || _upgraded || _probing is not null || _transport.Kind != EngineTransports.Polling || !Server.Options.AllowUpgrades)
            {
                return false;
            }

            _probing = candidate;
            _deadlines.Upgrade = Server.Wheel.Now + Server.UpgradeTimeout;
            ScheduleLocked();
            return true;
        }
    }

    /// <summary>The probe was answered: no poll waits any longer, so that the client can pause polling.</summary>
    internal void OnProbed() => (_transport as PollingTransport)?.ReleasePolls();

    /// <summary>The client asked to switch: from now on <paramref name="candidate"/> carries everything, unless its probe has ended.</summary>
    /// <param name="candidate">The WebSocket.</param>
    /// <param name="postsHandled">Completes when a body from before the switch is handled; later packets wait for it.</param>
    internal bool TryUpgrade(WebSocketTransport candidate, out Task postsHandled)
    {
        postsHandled = Task.CompletedTask;
        lock (_gate)
        {
            if (_closed || !ReferenceEquals(_probing, candidate) || _transport is not PollingTransport current)
            {
                candidate.Close(graceful: false);
                return false;
            }

            _probing = null;
            _upgraded = true;
            _deadlines.Upgrade = long.MaxValue;
            current.MoveTo(candidate, () => _transport = candidate);
            postsHandled = current.PostsHandledAsync();
            return true;
        }
    }

    /// <summary>A probing WebSocket is gone, or about to be closed: the connection cannot switch to it any longer, and polling continues.</summary>
    internal void EndProbe(WebSocketTransport candidate)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_probing, candidate))
            {
                _probing = null;
                _deadlines.Upgrade = long.MaxValue;
                (_transport as PollingTransport)?.HoldPolls();
            }
        }
    }

    void ITimed.OnDue(long now) => OnDue(now, early: false);

    private void OnDue(long now, bool early)
    {
        var due = DueActions.None;
        var abort = false;
        lock (_gate)
        {
            if (_closed)
            {
                abort = !early && now >= _deadlines.Close;
            }
            else
            {
                due = _deadlines.TakeDue(now, _transport.IsHandling);
                if (due.HasFlag(DueActions.EndProbe) && _probing is { } late)
                {
                    EndProbe(late);
                    late.Close(graceful: false);
                }

                if (!early)
                {
                    ScheduleLocked();
                }
            }
        }

        if (abort)
        {
            _transport.Abort();
            OnTransportEnded(_transport);
        }

        if (due.HasFlag(DueActions.SendPing))
        {
            SendFrames(ControlFrames.Ping, hasBinary: false, compress: false);
        }

        if (due.HasFlag(DueActions.EndByPingTimeout) && early)
        {
            Close(DisconnectReasons.PingTimeout, graceful: false);
        }
        else if ((due & (DueActions.EndByPingTimeout | DueActions.CallHandler)) != 0)
        {
            // Handlers belong to the application: they must not delay the shared timer.
            Server.Background.Queue(static work => work.Connection.OnDeadline(work.Due.HasFlag(DueActions.EndByPingTimeout)), (Connection: this, Due: due));
        }
    }

    private void OnDeadline(bool expired)
    {
        if (expired)
        {
            Close(DisconnectReasons.PingTimeout, graceful: false);
        }
        else
        {
            (_handler as IEngineDeadline)?.OnDeadline();
        }
    }

    /// <summary>The client showed that it is alive.</summary>
    internal void RestartHeartbeat()
    {
        lock (_gate)
        {
            _deadlines.RestartHeartbeat(Server.Wheel.Now);

            // Usually the timer is set for an earlier time, and finds the new deadline by itself.
            if (!_closed && _deadlines.Next < _timer.Due)
            {
                ScheduleLocked();
            }
        }
    }

    private void ScheduleLocked() => Server.Wheel.Schedule(_timer, _deadlines.Next);
}
