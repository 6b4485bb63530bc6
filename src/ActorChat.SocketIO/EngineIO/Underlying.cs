using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>What carries a WebSocket: an HTTP request, or a TCP connection without one.</summary>
internal readonly struct Underlying
{
    private readonly HttpContext? _request;
    private readonly ConnectionContext? _connection;

    public Underlying(HttpContext request) => _request = request;

    public Underlying(ConnectionContext connection) => _connection = connection;

    /// <summary>Cuts it off without a close frame.</summary>
    public void Abort()
    {
        _request?.Abort();
        _connection?.Abort();
    }
}
