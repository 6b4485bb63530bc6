using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ActorChat.SocketIO;

/// <summary>The opening request, shared by all sockets of the connection.</summary>
internal abstract class HandshakeRequest(DateTimeOffset time, IPAddress? remoteAddress, ClaimsPrincipal? user)
{
    public DateTimeOffset Time { get; } = time;

    public IPAddress? RemoteAddress { get; } = remoteAddress;

    public ClaimsPrincipal? User { get; } = user;

    public abstract IHeaderDictionary Headers { get; }

    public abstract IQueryCollection Query { get; }

    public abstract StringValues Header(string name);

    /// <summary>Keeps what is needed from a request that is about to end.</summary>
    public virtual void Detach()
    {
    }
}

/// <summary>
/// A request that came through HTTP. A WebSocket's lives as long as the connection, so its headers are copied only if it ends
/// before anybody asked for them.
/// </summary>
internal sealed class HttpHandshakeRequest : HandshakeRequest
{
    private readonly Lock _gate = new();
    private HttpContext? _live;
    private IHeaderDictionary? _headers;
    private IQueryCollection? _query;

    public HttpHandshakeRequest(HttpContext context, DateTimeOffset time, bool outlivesRequest)
        : base(time, context.Connection.RemoteIpAddress, context.User.Identity?.IsAuthenticated == true ? context.User : null)
    {
        _live = context;
        if (outlivesRequest)
        {
            Detach();
        }
    }

    public override IHeaderDictionary Headers
    {
        get
        {
            lock (_gate)
            {
                return _headers ??= new HeaderDictionary(new Dictionary<string, StringValues>(_live!.Request.Headers, StringComparer.OrdinalIgnoreCase));
            }
        }
    }

    public override StringValues Header(string name)
    {
        lock (_gate)
        {
            return (_headers ?? _live!.Request.Headers)[name];
        }
    }

    public override IQueryCollection Query
    {
        get
        {
            lock (_gate)
            {
                return _query ??= _live!.Request.Query;
            }
        }
    }

    public override void Detach()
    {
        _ = Headers;
        _ = Query;
        lock (_gate)
        {
            _live = null;
        }
    }
}
