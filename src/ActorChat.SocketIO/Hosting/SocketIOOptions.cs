using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>The transports an Engine.IO server offers.</summary>
[Flags]
public enum EngineTransports
{
    /// <summary>No transport; refused by the validation.</summary>
    None = 0,

    /// <summary>HTTP long-polling.</summary>
    Polling = 1,

    /// <summary>WebSocket (RFC 6455, and RFC 8441 over HTTP/2).</summary>
    WebSocket = 2,

    /// <summary>Both transports.</summary>
    All = Polling | WebSocket,
}

/// <summary>All settings of a Socket.IO or Engine.IO server. Validated when the host starts.</summary>
public sealed class SocketIOOptions
{
    /// <summary>Time between a handshake or pong and the next ping of the server. Default 25 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Time a client has to answer a ping before it is closed with "ping timeout". Default 20 s.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Time a probing WebSocket has to finish the upgrade. Default 10 s.</summary>
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time a connection has to join its first namespace. Default 45 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Time a closed WebSocket has to answer the close frame before its TCP connection is cut. Default 3 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Time the end of a polling session is kept for a client that has no poll pending. Default 30 s.</summary>
    public TimeSpan PollingCloseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest message or polling request body accepted, in bytes; announced in the handshake as maxPayload. Default 1,000,000.</summary>
    public int MaxPayloadBytes { get; set; } = 1_000_000;

    /// <summary>
    /// Bytes that may wait for one client. A connection whose client reads so slowly that this is exceeded is closed
    /// with the reason "slow consumer"; nothing is dropped silently. Default 4 MiB.
    /// </summary>
    public int MaxUnsentBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The same before a connection has joined its first namespace: a client is sent little until then. Default 16 KiB.</summary>
    public int MaxUnsentBytesBeforeJoin { get; set; } = 16 * 1024;

    /// <summary>
    /// Refused CONNECTs of one connection. The last one is answered like the others; then the connection is closed with the reason "refused too often",
    /// because a refusal is longer than the CONNECT. Default 5.
    /// </summary>
    public int MaxRefusedConnects { get; set; } = 5;

    /// <summary>
    /// Called for each refused CONNECT, with the client's address and the refusal. If it returns true, the connection is closed at once, as by <see
    /// cref="MaxRefusedConnects"/>. Null (the default): not called.
    /// </summary>
    public Func<IPAddress?, ConnectError, bool>? OnConnectRefused { get; set; }

    /// <summary>The transports offered. Default: both.</summary>
    public EngineTransports Transports { get; set; } = EngineTransports.All;

    /// <summary>Whether a polling session may be upgraded to WebSocket. Default true.</summary>
    public bool AllowUpgrades { get; set; } = true;

    /// <summary>Whether clients of Engine.IO 3 (socket.io-client 1.x and 2.x) are served. Default false.</summary>
    public bool AllowEngineIO3 { get; set; }

    /// <summary>Most packets in one poll answer; 0 for no bound. python-socketio refuses more than 16. Default 0.</summary>
    public int MaxPacketsPerPoll { get; set; }

    /// <summary>Most binary attachments of one packet. Default 10.</summary>
    public int MaxAttachments { get; set; } = 10;

    /// <summary>Most bytes in all the attachments of one packet. Default 10,000,000.</summary>
    public int MaxAttachmentBytes { get; set; } = 10_000_000;

    /// <summary>Most namespaces one connection may have joined at a time; one more ends the connection. Default 100.</summary>
    public int MaxNamespacesPerConnection { get; set; } = 100;

    /// <summary>
    /// Most namespaces created on demand. They are kept for as long as the server lives; past this number a name that only a pattern accepts is refused as
    /// "Invalid namespace". Default 10,000.
    /// </summary>
    public int MaxNamespacesOnDemand { get; set; } = 10_000;

    /// <summary>Longest namespace name accepted, in bytes; a longer one is a parse error. Default 256.</summary>
    public int MaxNamespaceNameBytes { get; set; } = 256;

    /// <summary>Most acknowledgements that may be pending for one socket; asking for more fails the call. Default 10,000.</summary>
    public int MaxPendingAcks { get; set; } = 10_000;

    /// <summary>Poll answers of at least this many bytes are compressed if the client accepts gzip or deflate; negative for never. Default 1024.</summary>
    public int HttpCompressionThreshold { get; set; } = 1024;

    /// <summary>
    /// What every Engine.IO session id begins with, so that a proxy in front of several servers can route by the query's <c>sid</c>: at most 64 letters,
    /// digits, hyphens, dots, underscores and tildes. The rest of the id is as random without it. Default: nothing.
    /// </summary>
    public string SessionIdPrefix { get; set; } = "";

    /// <summary>The cookie sent with a polling handshake, for proxies that route by it; null (the default) for none.</summary>
    public EngineCookie? Cookie { get; set; }

    /// <summary>Cross-origin rules; null (the default) sends no CORS header and refuses preflight requests.</summary>
    public EngineCors? Cors { get; set; }

    /// <summary>
    /// Decides about each handshake: null admits it, a text refuses it with error code 4 and that text as its message
    /// ("Forbidden" if the text is empty).
    /// </summary>
    public Func<HttpContext, ValueTask<string?>>? AllowRequest { get; set; }

    /// <summary>Called before the first answer of each session, to add response headers.</summary>
    public Action<HttpContext>? OnInitialHeaders { get; set; }

    /// <summary>Called before each answer, to add response headers.</summary>
    public Action<HttpContext>? OnHeaders { get; set; }

    /// <summary>Connection state recovery; null (the default) for off.</summary>
    public ConnectionStateRecovery? Recovery { get; set; }

    /// <summary>How arguments are written as JSON and read from it. Default: web defaults (camelCase), non-ASCII not escaped.</summary>
    public JsonSerializerOptions Json { get; set; } = SocketIOJson.CreateDefault();
}

/// <summary>The cookie of a polling handshake, which holds the Engine.IO session id.</summary>
public sealed class EngineCookie
{
    /// <summary>Name of the cookie. Default "io".</summary>
    public string Name { get; set; } = "io";

    /// <summary>The path attribute; null leaves it out. Default "/".</summary>
    public string? Path { get; set; } = "/";

    /// <summary>The domain attribute; null (the default) leaves it out.</summary>
    public string? Domain { get; set; }

    /// <summary>Whether scripts may not read it. Default true.</summary>
    public bool HttpOnly { get; set; } = true;

    /// <summary>Whether it is sent over https only. Default false.</summary>
    public bool Secure { get; set; }

    /// <summary>The SameSite attribute. Default Lax.</summary>
    public SameSiteMode SameSite { get; set; } = SameSiteMode.Lax;

    /// <summary>The Max-Age attribute; null (the default) leaves it out.</summary>
    public TimeSpan? MaxAge { get; set; }
}

/// <summary>Cross-origin rules of an Engine.IO server.</summary>
public sealed class EngineCors
{
    /// <summary>Whether any origin is allowed; <see cref="Origins"/> is then ignored. Default false.</summary>
    public bool AnyOrigin { get; set; }

    /// <summary>The allowed origins, compared ignoring case, such as "https://example.com".</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>Methods named in a preflight answer. Default GET,HEAD,PUT,PATCH,POST,DELETE.</summary>
    public string Methods { get; set; } = "GET,HEAD,PUT,PATCH,POST,DELETE";

    /// <summary>Headers named in a preflight answer; null (the default) echoes those asked for.</summary>
    public string? AllowedHeaders { get; set; }

    /// <summary>Response headers a script may read; null (the default) for none.</summary>
    public string? ExposedHeaders { get; set; }

    /// <summary>Whether cookies and credentials may be sent. Default false.</summary>
    public bool Credentials { get; set; }

    /// <summary>How long a preflight answer may be kept; null (the default) leaves the header out.</summary>
    public TimeSpan? MaxAge { get; set; }
}

/// <summary>Settings of connection state recovery (Socket.IO 4.6): how long a broken connection can be resumed.</summary>
public sealed class ConnectionStateRecovery
{
    /// <summary>How long a lost session and its missed packets are kept. Default 2 minutes.</summary>
    public TimeSpan MaxDisconnectionDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether middlewares are skipped for a recovered session. Default true.</summary>
    public bool SkipMiddlewares { get; set; } = true;

    /// <summary>Most lost sessions kept per namespace; past it the oldest is forgotten and can no longer be recovered. Default 100,000.</summary>
    public int MaxSessions { get; set; } = 100_000;

    /// <summary>Most bytes of missed packets kept per namespace; past it the oldest are forgotten. Default 64 MiB.</summary>
    public long MaxLogBytes { get; set; } = 64L * 1024 * 1024;
}
