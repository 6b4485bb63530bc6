using System.Text;

namespace ActorChat.SocketIO;

/// <summary>
/// The Socket.IO side of one connection: reads packets and passes them to the sockets of its namespaces. A packet is handled completely before the next one
/// is read, so packets after a CONNECT wait for the reply.
/// </summary>
internal sealed class ClientConnection(SocketIOServer server, EngineConnection engine) : IEngineHandler, IEngineDeadline, IEngineOpened
{
    private readonly SocketTable _sockets = new();
    private BinaryPacket? _pending;
    private CancellationTokenSource? _stop;
    private bool _joined;
    private int _refused;
    private Task? _joining;

    public EngineConnection Engine => engine;

    public void OnOpened()
    {
        Engine.SetHandlerDeadline(Engine.Server.Wheel.Now + Engine.Server.ConnectTimeout);
        Engine.BoundUnsent(Math.Min(server.Options.MaxUnsentBytesBeforeJoin, server.Options.MaxUnsentBytes));
        if (Engine.Protocol == 3)
        {
            // The server joins "/" by itself; packets wait for the middlewares as they do after a CONNECT.
            _joining = ConnectAsync("/", default).AsTask();
        }
    }

    public ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8) =>
        _joining is { IsCompleted: false } joining ? HandleAfterAsync(joining, utf8) : HandleText(utf8);

    private async ValueTask HandleAfterAsync(Task joining, ReadOnlyMemory<byte> utf8)
    {
        await joining.ConfigureAwait(false);
        await HandleText(utf8).ConfigureAwait(false);
    }

    private ValueTask HandleText(ReadOnlyMemory<byte> utf8)
    {
        var text = utf8.Span;
        if (_pending is not null)
        {
            return Fail("text while attachments are due");
        }

        if (!PacketReader.TryRead(text, server.Limits, out var packet, out var error))
        {
            return Fail(error.ToString());
        }

        if (packet.Type == PacketType.Connect)
        {
            if (Engine.Protocol == 3)
            {
                var (name, query) = Engine3.SplitNamespace(text[packet.Namespace]);
                return ConnectAsync(name, query);
            }

            return ConnectAsync(NameOf(text[packet.Namespace]), utf8[packet.Payload].ToArray());
        }

        if (_sockets.Find(text[packet.Namespace]) is not { } socket)
        {
            return Fail("packet for a namespace not joined");
        }

        if (packet.IsBinary)
        {
            _pending = new BinaryPacket(socket, utf8.ToArray(), packet);
            return default;
        }

        if (packet.Type == PacketType.Disconnect)
        {
            _sockets.Remove(socket);
            EndSocket(socket, DisconnectReasons.ClientNamespaceDisconnect);
            return default;
        }

        return EventDispatch.DispatchAsync(socket, utf8, packet, null);
    }

    public ValueTask OnBinaryAsync(ReadOnlyMemory<byte> data)
    {
        if (_pending is not { } pending)
        {
            return Fail("binary without a packet");
        }

        if (!pending.TryAdd(data, server.Options.MaxAttachmentBytes))
        {
            return Fail("attachments too large");
        }

        if (!pending.IsComplete)
        {
            return default;
        }

        _pending = null;
        return pending.ArePlaceholdersValid()
            ? EventDispatch.DispatchAsync(pending.Socket, pending.Text, pending.Packet, pending.Attachments)
            : Fail(nameof(PacketError.IllegalPlaceholder));
    }

    public void OnClosed(string reason)
    {
        var sockets = _sockets.End(reason);
        _pending = null;
        if (_stop is { } stop)
        {
            // Calls back into middlewares.
            Engine.Server.Background.Run(static stop => stop.Cancel(), stop);
        }

        foreach (var socket in sockets)
        {
            EndSocket(socket, reason);
        }
    }

    public void OnDeadline()
    {
        if (!_joined)
        {
            Engine.Close(DisconnectReasons.ForcedClose, graceful: true);
        }
    }

    /// <summary>Disconnects one socket from the server's side.</summary>
    public void Disconnect(Socket socket, string reason)
    {
        if (_sockets.Remove(socket))
        {
            NamespaceReplies.SendDisconnected(socket);
            EndSocket(socket, reason);
        }
    }

    /// <summary>Disconnects all sockets and closes the connection.</summary>
    public void DisconnectAll()
    {
        foreach (var socket in _sockets.All())
        {
            Disconnect(socket, DisconnectReasons.ServerNamespaceDisconnect);
        }

        Engine.Close(DisconnectReasons.ForcedServerClose, graceful: true);
    }

    private static string NameOf(ReadOnlySpan<byte> utf8) => utf8.Length <= 1 ? "/" : Encoding.UTF8.GetString(utf8);

    private async ValueTask ConnectAsync(string name, ReadOnlyMemory<byte> auth)
    {
        if (_sockets.Find(name) is not null || _sockets.Count >= server.Options.MaxNamespacesPerConnection)
        {
            await Fail("namespace joined already, or one too many").ConfigureAwait(false);
            return;
        }

        try
        {
            if (server.Find(name) is { } ns)
            {
                await JoinAsync(ns, auth).ConfigureAwait(false);
            }
            else
            {
                Refuse(name, new ConnectError(ConnectError.InvalidNamespace));
            }
        }
        catch (Exception fault)
        {
            EventDispatch.HandlerFailed(Engine, fault);
        }
    }

    private async ValueTask JoinAsync(Namespace ns, ReadOnlyMemory<byte> auth)
    {
        var recovery = Engine.Protocol == 4 ? ns.Recovery : null;
        var request = recovery is null ? null : RecoveryRequest.Read(auth.Span);
        var saved = request is { } wanted ? recovery!.Find(wanted.Pid, wanted.Offset) : null;
        var socket = new Socket(this, ns, saved?.Sid ?? NewSocketId(ns), new Handshake(Engine.Request, auth))
        {
            PrivateId = saved?.Pid ?? (recovery is null ? null : EngineServer.NewId()),
            State = saved?.State,
            Recovered = saved is not null,
        };
        if (saved is null || !recovery!.SkipMiddlewares)
        {
            var refusal = ns.AuthorizeAsync(socket, StopToken());
            var error = refusal.IsCompletedSuccessfully ? refusal.GetAwaiter().GetResult() : await refusal.ConfigureAwait(false);
            // No longer needed; most connections join once and are then silent.
            _stop = null;
            if (error is not null)
            {
                Refuse(ns.Name, error, byMiddleware: true);
                return;
            }
        }

        if (!_joined)
        {
            // Events that the client missed come before the reply.
            Engine.BoundUnsent(server.Options.MaxUnsentBytes);
        }

        if (saved is null)
        {
            Admit(socket);
        }
        else if (!recovery!.TryRestore(socket, saved, request!.Value.Offset, Admit))
        {
            // Somebody else resumed the session a moment ago, so this is an ordinary connection.
            await JoinAsync(ns, auth).ConfigureAwait(false);
            return;
        }

        if (socket.Connected)
        {
            ns.NotifyConnected(socket);
        }

        if (_sockets.Ended is { } reason)
        {
            EndSocket(socket, reason);
        }
    }

    /// <summary>Engine.IO 3 clients derive the id from the session's; for all others the two are unrelated.</summary>
    private string NewSocketId(Namespace ns) =>
        Engine.Protocol == 4 ? EngineServer.NewId() : ns.Name == "/" ? Engine.Id : ns.Name + "#" + Engine.Id;

    /// <summary>Connects a socket: the reply to the client first, then whatever others send.</summary>
    private void Admit(Socket socket)
    {
        if (!_sockets.TryAdd(socket))
        {
            return;
        }

        _joined = true;
        Engine.SetHandlerDeadline(long.MaxValue);
        NamespaceReplies.SendConnected(Engine, socket);
        socket.MarkConnected();
        socket.Namespace.Add(socket);
    }

    private void Refuse(string ns, ConnectError error, bool byMiddleware = false)
    {
        NamespaceReplies.SendRefused(Engine, ns, error, byMiddleware, server.Json);
        CountRefusal(error);
    }

    /// <summary>A refusal costs more than asking for it, so a client that keeps asking is closed after a few.</summary>
    private void CountRefusal(ConnectError error)
    {
        var closes = server.Options.OnConnectRefused?.Invoke(Engine.Request.RemoteAddress, error) ?? false;
        if (++_refused >= server.Options.MaxRefusedConnects || closes)
        {
            Engine.Close(DisconnectReasons.RefusedTooOften, graceful: true, told: "refused_too_often");
        }
    }

    private void EndSocket(Socket socket, string reason)
    {
        try
        {
            socket.End(reason);
        }
        catch (Exception fault)
        {
            Engine.Server.Log.HandlerFailed(fault);
        }
    }

    private ValueTask Fail(string error)
    {
        Engine.Server.Log.Malformed(error);
        _pending = null;
        Engine.Close(DisconnectReasons.ParseError, graceful: true);
        return default;
    }

    private CancellationToken StopToken()
    {
        // Only the read loop gets here, but the connection may end at the same time.
        var stop = _stop ??= new CancellationTokenSource();
        if (_sockets.Ended is not null)
        {
            Engine.Server.Background.Run(static stop => stop.Cancel(), stop);
        }

        return stop.Token;
    }
}
