using System.Net.Sockets;
using System.Text;

namespace ActorChat.Host.Tests.Mistakes;

/// <summary>Sends bytes as they are, which no HTTP client would do, and reads the answer.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>A request whose body has a length.</summary>
    public static byte[] Request(string method, string target, string headers = "", byte[]? body = null, string host = "localhost")
    {
        var length = body is null ? "" : $"Content-Length: {body.Length}\r\n";
        return [.. Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}{length}\r\n"), .. body ?? []];
    }

    /// <summary>Everything that the server answers before it closes.</summary>
    /// <param name="server">The server.</param>
    /// <param name="bytes">The bytes to send.</param>
    /// <param name="ends">Whether the client ends its side after sending: what the request still lacks will then never come.</param>
    /// <param name="onlyHead">Whether the answer's headers are enough: a WebSocket's answer has no end.</param>
    public static async Task<string> SendAsync(Uri server, byte[] bytes, bool ends = false, bool onlyHead = false)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(s_patience);
        await socket.ConnectAsync(server.Host, server.Port, patience.Token);
        using var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(bytes, SocketFlags.None, patience.Token);
            if (ends)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            var buffer = new byte[16384];
            while (await socket.ReceiveAsync(buffer, SocketFlags.None, patience.Token) is > 0 and var count)
            {
                answer.Write(buffer, 0, count);
                if (onlyHead && Encoding.Latin1.GetString(answer.ToArray()).Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        catch (SocketException)
        {
            // Reset: the bytes until then are the answer.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>The status of an answer; null if the server closed without one.</summary>
    public static int? StatusOf(string answer) => answer.StartsWith("HTTP/1.", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : null;

    public static string BodyOf(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
