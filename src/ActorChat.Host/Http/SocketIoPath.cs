using ActorChat.SocketIO;

namespace ActorChat.Host.Http;

/// <summary>The path of Socket.IO, and what a request there wants; for code that handles requests before the gateway.</summary>
internal static class SocketIoPath
{
    public const string Value = "/socket.io";

    /// <summary>Whether a request belongs to Socket.IO, over any transport.</summary>
    public static bool IsSocketIo(HttpContext http) => http.Request.IsSocketIO(Value);

    /// <summary>Whether a request opens a new connection to Socket.IO.</summary>
    public static bool Connects(HttpContext http) => http.Request.OpensSocketIO(Value);

    /// <summary>Whether a request opens a WebSocket to Socket.IO (RFC 6455, or RFC 8441 over HTTP/2).</summary>
    public static bool IsWebSocket(HttpContext http) =>
        (http.Request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(http.Request.Method)) && IsSocketIo(http);
}
