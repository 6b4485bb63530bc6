using System.Globalization;
using System.Text;

namespace ActorChat.Faults.Attackers;

/// <summary>Requests over HTTP/1.1, as bytes.</summary>
internal static class Heads
{
    public const string NewPolling = "/socket.io/?EIO=4&transport=polling";
    public const string NewWebSocket = "/socket.io/?EIO=4&transport=websocket";

    private const string Key = "x3JJHMbDL1EzLkh9GBhXDw==";

    /// <param name="target">The path with its query.</param>
    /// <param name="throughHttp">Whether it has something that only HTTP reads, so that the server does not open the WebSocket on the bare
    /// connection.</param>
    public static byte[] WebSocket(string target, bool throughHttp) => Bytes(
        $"GET {target} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {Key}\r\nSec-WebSocket-Version: 13\r\n{(throughHttp ? "Content-Length: 0\r\n" : "")}\r\n");

    public static byte[] Get(string target, string headers = "") => Bytes($"GET {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");

    public static byte[] Post(string target, string body, string headers = "Content-Type: application/json\r\n") =>
        Bytes($"POST {target} HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture)}\r\n\r\n{body}");

    public static string Bearer(string token) => $"Authorization: Bearer {token}\r\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
