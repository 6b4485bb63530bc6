using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorChat.SocketIO;

/// <summary>One Engine.IO server: its sessions, its clock, and the checks of each request.</summary>
internal sealed class EngineServer : IDisposable
{
    /// <summary>The protocol revision of current clients.</summary>
    public const int CurrentProtocol = 4;

    private readonly ConcurrentDictionary<string, EngineConnection> _connections = new(StringComparer.Ordinal);
    private readonly Func<EngineConnection, IEngineHandler> _accept;
    private readonly byte[] _handshake;
    private readonly byte[] _handshakeWithUpgrade;
    private readonly Cors? _cors;
    private volatile bool _closing;

    public EngineServer(SocketIOOptions options, TimeProvider clock, ILogger logger, Func<EngineConnection, IEngineHandler> accept)
    {
        Options = options;
        Clock = clock;
        Log = new EngineLog(logger);
        Background = new Background(logger, clock);
        Wheel = new TimerWheel(clock, Background);
        _accept = accept;
        _handshake = EngineResponses.HandshakeRest(options, upgrade: false);
        _handshakeWithUpgrade = EngineResponses.HandshakeRest(options, upgrade: true);
        _cors = options.Cors is { } cors ? new Cors(cors) : null;
        PingInterval = (long)options.PingInterval.TotalMilliseconds;
        PingTimeout = (long)options.PingTimeout.TotalMilliseconds;
        UpgradeTimeout = (long)options.UpgradeTimeout.TotalMilliseconds;
        ConnectTimeout = (long)options.ConnectTimeout.TotalMilliseconds;
        CloseTimeout = (long)options.CloseTimeout.TotalMilliseconds;
        PollingCloseTimeout = (long)options.PollingCloseTimeout.TotalMilliseconds;
        Polling = new PollingEndpoint(this);
        WebSockets = new WebSocketEndpoint(this);
    }

    public SocketIOOptions Options { get; }

    public TimeProvider Clock { get; }

    public EngineLog Log { get; }

    public Background Background { get; }

    public TimerWheel Wheel { get; }

    /// <summary>WebSockets that are being closed.</summary>
    public Gauge Closing { get; } = new();

    public long PingInterval { get; }

    public long PingTimeout { get; }

    public long UpgradeTimeout { get; }

    public long ConnectTimeout { get; }

    public long CloseTimeout { get; }

    public long PollingCloseTimeout { get; }

    public int Count => _connections.Count;

    public ICollection<EngineConnection> Connections => _connections.Values;

    /// <summary>
    /// Whether a WebSocket can be opened without HTTP: no callback needs an <see cref="HttpContext"/>, and the answer's headers are always the same.
    /// </summary>
    public bool OpensDirectly => !_closing && Options is { AllowRequest: null, OnHeaders: null, OnInitialHeaders: null }
        && Options.Transports.HasFlag(EngineTransports.WebSocket) && Options.Cors is null or { AnyOrigin: true };

    private PollingEndpoint Polling { get; }

    public WebSocketEndpoint WebSockets { get; }

    public void Remove(EngineConnection connection) => _connections.TryRemove(new(connection.Id, connection));

    /// <summary>An id: 20 characters that cannot be guessed.</summary>
    public static string NewId()
    {
        Span<byte> random = stackalloc byte[15];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }

    /// <summary>Closes all connections with <paramref name="reason"/> and refuses new ones.</summary>
    public void CloseAll(string reason)
    {
        _closing = true;
        foreach (var connection in _connections.Values)
        {
            Background.Run(static closing => closing.Connection.Close(closing.Reason, graceful: false), (Connection: connection, Reason: reason));
        }
    }

    /// <summary>Handles one request whose path belongs to this server.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var request = new EngineRequest(context);
        _cors?.Apply(context);
        Options.OnHeaders?.Invoke(context);
        if (_cors is not null && HttpMethods.IsOptions(context.Request.Method))
        {
            _cors.AnswerPreflight(context);
            return;
        }

        if (!TryVerify(request, out var connection, out var error))
        {
            await EngineResponses.RefuseAsync(this, request, error).ConfigureAwait(false);
            return;
        }

        if (connection is not null)
        {
            await (request.IsWebSocket ? WebSockets.ProbeAsync(context, connection) : Polling.HandleAsync(context, connection)).ConfigureAwait(false);
            return;
        }

        if (Options.AllowRequest is { } allow && await allow(context).ConfigureAwait(false) is { } refusal)
        {
            await EngineResponses.RefuseAsync(this, request, EngineError.Forbidden, refusal).ConfigureAwait(false);
            return;
        }

        if (request.Protocol != CurrentProtocol && !Options.AllowEngineIO3)
        {
            await EngineResponses.RefuseAsync(this, request, EngineError.UnsupportedProtocolVersion).ConfigureAwait(false);
            return;
        }

        Options.OnInitialHeaders?.Invoke(context);
        await (request.IsWebSocket ? WebSockets.OpenAsync(request) : Polling.OpenAsync(request)).ConfigureAwait(false);
    }

    /// <summary>Registers a connection and queues its handshake packet.</summary>
    /// <param name="request">The opening request.</param>
    /// <param name="transport">Makes its transport.</param>
    /// <param name="handshakeQueued">Called before anything else can be queued.</param>
    public EngineConnection Open(EngineRequest request, Func<EngineConnection, Transport> transport, Action<EngineConnection>? handshakeQueued = null)
    {
        var handshake = new HttpHandshakeRequest(request.Context, Clock.GetUtcNow(), outlivesRequest: !request.IsWebSocket);
        return Open(new EngineConnection(this, NewSessionId(), request.Protocol, handshake, transport), handshakeQueued);
    }

    /// <summary>The same for a WebSocket that was opened without HTTP.</summary>
    public EngineConnection Open(DirectHandshakeRequest request, WebSocketTransport transport) =>
        Open(new EngineConnection(this, NewSessionId(), CurrentProtocol, request, _ => transport), handshakeQueued: null);

    private string NewSessionId() => Options.SessionIdPrefix.Length == 0 ? NewId() : Options.SessionIdPrefix + NewId();

    private EngineConnection Open(EngineConnection connection, Action<EngineConnection>? handshakeQueued)
    {
        var upgrade = connection.Transport.Kind == EngineTransports.Polling && Options.AllowUpgrades && Options.Transports.HasFlag(EngineTransports.WebSocket);
        EngineResponses.SendHandshake(connection, upgrade ? _handshakeWithUpgrade : _handshake);
        handshakeQueued?.Invoke(connection);
        _connections[connection.Id] = connection;
        SocketIOMetrics.ConnectionOpened(connection.TransportName);
        try
        {
            connection.Open(_accept(connection));
        }
        catch
        {
            // Otherwise nobody would ever close it.
            connection.Close(DisconnectReasons.ForcedServerClose, graceful: false);
            throw;
        }

        if (_closing)
        {
            connection.Close(DisconnectReasons.ServerShuttingDown, graceful: false);
        }

        return connection;
    }

    public void Dispose() => Wheel.Dispose();

    /// <summary>The checks, in the order of the reference: transport, Origin, sid, else method, plain GET for websocket.</summary>
    private bool TryVerify(EngineRequest request, out EngineConnection? connection, out EngineError error)
    {
        connection = null;
        error = EngineError.TransportUnknown;
        if ((request.Transport & Options.Transports) == 0)
        {
            return false;
        }

        error = EngineError.BadRequest;
        if (!EngineRequest.IsHeaderText(request.Context.Request.Headers.Origin))
        {
            return false;
        }

        if (!request.OpensSession)
        {
            error = EngineError.SessionUnknown;
            if (!_connections.TryGetValue(request.SessionId, out connection))
            {
                return false;
            }

            connection.CheckDeadlines();
            if (!_connections.ContainsKey(request.SessionId))
            {
                return false;
            }

            error = EngineError.BadRequest;
            return (request.IsWebSocket ? request.Transport == EngineTransports.WebSocket : connection.Transport.Kind == request.Transport)
                && connection.Protocol == request.Protocol;
        }

        error = EngineError.BadHandshakeMethod;
        if (!HttpMethods.IsGet(request.Context.Request.Method) && !request.IsExtendedConnect)
        {
            return false;
        }

        error = EngineError.BadRequest;
        return request.IsWebSocket == (request.Transport == EngineTransports.WebSocket);
    }
}
