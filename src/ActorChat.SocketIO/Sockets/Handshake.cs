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

    /// <summary>One of the request's headers, without copying all of them.</summary>
    public StringValues Header(string name) => _request.Header(name);

    /// <summary>The request's query.</summary>
    public IQueryCollection Query => _request.Query;

    /// <summary>The address the request came from, as earlier middlewares left it.</summary>
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
