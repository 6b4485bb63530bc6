namespace ActorChat.SocketIO;

/// <summary>What is kept of a lost socket until it is resumed or expires.</summary>
internal sealed record SavedSession(string Sid, string Pid, IReadOnlyCollection<string> Rooms, object? State, long LostAt);

/// <summary>
/// Lost sessions and missed packets of one namespace (connection state recovery). Storing and sending happen under one
/// lock, so that every client sees offsets in the order of the log. Bounded in sessions, bytes and time.
/// </summary>
internal sealed class RecoveryStore : ITimed
{
    private const long SweepMilliseconds = 60_000;
    private static readonly string[] s_keptReasons =
    [
        DisconnectReasons.TransportClose, DisconnectReasons.TransportError, DisconnectReasons.PingTimeout, DisconnectReasons.ForcedClose,
        DisconnectReasons.ForcedServerClose, DisconnectReasons.ServerShuttingDown, DisconnectReasons.SlowConsumer,
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<SavedSession>> _sessions = new(StringComparer.Ordinal);
    private readonly LinkedList<SavedSession> _byAge = [];
    private readonly Queue<LogEntry> _log = new();
    private readonly ConnectionStateRecovery _settings;
    private readonly TimerWheel _wheel;
    private readonly TimerNode _timer;
    private readonly string _prefix = EngineServer.NewId()[..4];
    private readonly long _maxAge;
    private long _next;
    private long _bytes;
    private bool _sweeping;

    public RecoveryStore(ConnectionStateRecovery settings, TimerWheel wheel)
    {
        _settings = settings;
        _wheel = wheel;
        _timer = new TimerNode(this);
        _maxAge = (long)settings.MaxDisconnectionDuration.TotalMilliseconds;
    }

    public bool SkipMiddlewares => _settings.SkipMiddlewares;

    /// <summary>Stores an event and sends it, with its offset, to <paramref name="targets"/>.</summary>
    public void Broadcast(EncodedEvent e, string[] rooms, string[] except, IEnumerable<Socket> targets, bool compress)
    {
        lock (_gate)
        {
            var stored = StoreLocked(e, rooms, except);
            foreach (var socket in targets)
            {
                socket.SendFrames(stored.Frames, stored.HasBinary, isVolatile: false, compress);
            }
        }
    }

    /// <summary>Stores an event for one socket and sends it.</summary>
    public bool SendToSocket(Socket socket, EncodedEvent e)
    {
        lock (_gate)
        {
            var stored = StoreLocked(e, [socket.Id], []);
            return socket.SendFrames(stored.Frames, stored.HasBinary);
        }
    }

    /// <summary>Keeps a lost socket if nobody ended it on purpose.</summary>
    public void Save(Socket socket, IReadOnlyCollection<string> rooms, string reason)
    {
        if (socket.PrivateId is not { } pid || !s_keptReasons.Contains(reason))
        {
            return;
        }

        lock (_gate)
        {
            _sessions[pid] = _byAge.AddLast(new SavedSession(socket.Id, pid, rooms, socket.State, _wheel.Now));
            if (_sessions.Count > _settings.MaxSessions)
            {
                ForgetLocked(_byAge.First!);
            }

            StartSweepingLocked();
        }
    }

    /// <summary>The session with that private id, if it and the offset are still known. It is not removed yet.</summary>
    public SavedSession? Find(string pid, string offset)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(pid, out var node) && _wheel.Now - node.Value.LostAt <= _maxAge && TryParse(offset, out _) ? node.Value : null;
        }
    }

    /// <summary>
    /// Resumes a session, once. What the client missed is sent; then <paramref name="admit"/> connects the socket, with no broadcast in between.
    /// </summary>
    /// <returns>False when the session has been resumed or dropped meanwhile.</returns>
    public bool TryRestore(Socket socket, SavedSession session, string offset, Action<Socket> admit)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(session.Pid, out var node) || !ReferenceEquals(node.Value, session) || !TryParse(offset, out var last))
            {
                return false;
            }

            ForgetLocked(node);
            foreach (var entry in _log)
            {
                if (entry.Number > last && entry.IsFor(session))
                {
                    socket.SendFrames(entry.Event.Frames, entry.Event.HasBinary);
                }
            }

            foreach (var room in session.Rooms)
            {
                socket.Join(room);
            }

            admit(socket);
            return true;
        }
    }

    void ITimed.OnDue(long now)
    {
        lock (_gate)
        {
            _sweeping = false;
            SweepLocked(now);
            if (_log.Count > 0 || _sessions.Count > 0)
            {
                StartSweepingLocked();
            }
        }
    }

    private EncodedEvent StoreLocked(EncodedEvent e, string[] rooms, string[] except)
    {
        var number = _next++;
        var stored = e.WithOffset(_prefix + OffsetText.Encode(number));
        _log.Enqueue(new LogEntry(number, stored, rooms, except, _wheel.Now));
        _bytes += stored.Length;
        SweepLocked(_wheel.Now);
        StartSweepingLocked();
        return stored;
    }

    private void SweepLocked(long now)
    {
        while (_log.TryPeek(out var oldest) && (now - oldest.StoredAt > _maxAge || _bytes > _settings.MaxLogBytes))
        {
            _log.Dequeue();
            _bytes -= oldest.Event.Length;
        }

        while (_byAge.First is { } first && now - first.Value.LostAt > _maxAge)
        {
            ForgetLocked(first);
        }
    }

    private void StartSweepingLocked()
    {
        if (!_sweeping)
        {
            _sweeping = true;
            _wheel.Schedule(_timer, _wheel.Now + SweepMilliseconds);
        }
    }

    private void ForgetLocked(LinkedListNode<SavedSession> node)
    {
        _byAge.Remove(node);
        _sessions.Remove(node.Value.Pid);
    }

    /// <summary>Whether the offset is valid and its packet still in the log.</summary>
    private bool TryParse(string offset, out long number)
    {
        number = -1;
        return offset.StartsWith(_prefix, StringComparison.Ordinal)
            && OffsetText.TryDecode(offset.AsSpan(_prefix.Length), out number)
            && _log.TryPeek(out var oldest)
            && number >= oldest.Number
            && number < _next;
    }

    private sealed record LogEntry(long Number, EncodedEvent Event, string[] Rooms, string[] Except, long StoredAt)
    {
        public bool IsFor(SavedSession session) =>
            (Rooms.Length == 0 || Rooms.Any(room => room == session.Sid || session.Rooms.Contains(room)))
            && !Except.Any(room => room == session.Sid || session.Rooms.Contains(room));
    }
}
