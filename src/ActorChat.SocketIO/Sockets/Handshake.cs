using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ActorChat.SocketIO;

/// <summary>The HTTP request that opened a connection, and the auth data with which one socket joined its namespace.</summary>
public sealed class Handshake
{
    private readonly HandshakeRequest _request;

    internal Handshake(HandshakeRequest request, ReadOnlyMemory<byte> auth)
    {
        _request = request;
        Auth = auth;
    }

    /// <summary>The request's headers.</summary>
    public IHeaderDictionary Headers => _request.Headers;

    /// <summary>One of the request's headers, without a copy of them all being made and kept.</summary>
    public StringValues Header(string name) => _request.Header(name);

    /// <summary>The request's query.</summary>
    public IQueryCollection Query => _request.Query;

    /// <summary>The address the request came from, as the middleware before this one left it.</summary>
    public IPAddress? RemoteAddress => _request.RemoteAddress;

    /// <summary>The user the authentication middleware found, if it ran.</summary>
    public ClaimsPrincipal? User => _request.User;

    /// <summary>When the request came.</summary>
    public DateTimeOffset Time => _request.Time;

    /// <summary>The payload of CONNECT: a JSON object in UTF-8, or empty if there was none.</summary>
    public ReadOnlyMemory<byte> Auth { get; }

    /// <summary>Reads the auth data; the default when there is none.</summary>
    /// <exception cref="JsonException">It is not of that type.</exception>
    public T? GetAuth<T>(JsonSerializerOptions? options = null) =>
        Auth.IsEmpty ? default : JsonSerializer.Deserialize<T>(Auth.Span, options ?? SocketIOJson.Default);
}

/// <summary>
/// The opening request, shared by all sockets of the connection. A WebSocket's request lives as long as the connection, so
/// its headers are copied only if it ends before anybody asked for them.
/// </summary>
internal sealed class HandshakeRequest
{
    private readonly Lock _gate = new();
    private HttpContext? _live;
    private IHeaderDictionary? _headers;
    private IQueryCollection? _query;

    public HandshakeRequest(HttpContext context, DateTimeOffset time, bool outlivesRequest)
    {
        Time = time;
        RemoteAddress = context.Connection.RemoteIpAddress;
        User = context.User.Identity?.IsAuthenticated == true ? context.User : null;
        _live = context;
        if (outlivesRequest)
        {
            Detach();
        }
    }

    public DateTimeOffset Time { get; }

    public IPAddress? RemoteAddress { get; }

    public ClaimsPrincipal? User { get; }

    public IHeaderDictionary Headers
    {
        get
        {
            lock (_gate)
            {
                return _headers ??= new HeaderDictionary(new Dictionary<string, StringValues>(_live!.Request.Headers, StringComparer.OrdinalIgnoreCase));
            }
        }
    }

    public StringValues Header(string name)
    {
        lock (_gate)
        {
            return (_headers ?? _live!.Request.Headers)[name];
        }
    }

    public IQueryCollection Query
    {
        get
        {
            lock (_gate)
            {
                return _query ??= _live!.Request.Query;
            }
        }
    }

    /// <summary>Copies what the request holds, since it is about to end.</summary>
    public void Detach()
    {
        _ = Headers;
        _ = Query;
        lock (_gate)
        {
            _live = null;
        }
    }
}
