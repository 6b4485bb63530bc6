using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorChat.Host.Tests.Hosting;

/// <summary>A bare connection, by TCP or a Unix socket, on which a request is written as it is.</summary>
internal sealed class ClearSocket : IDisposable
{
    /// <summary>The headers of an opening request, without its host.</summary>
    public const string OpeningHeaders = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private ClearSocket(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    public static async Task<ClearSocket> ConnectAsync(string url)
    {
        const string Unix = "://unix:";
        var at = url.IndexOf(Unix, StringComparison.Ordinal);
        EndPoint address = at > 0 ? new UnixDomainSocketEndPoint(url[(at + Unix.Length)..]) : IPEndPoint.Parse(new Uri(url).Authority);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, at > 0 ? ProtocolType.Unspecified : ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        return new ClearSocket(socket);
    }

    /// <summary>Writes a request and reads the answer, up to its end, or to the handshake packet that shows that a connection was opened.</summary>
    public async Task<string> AskAsync(string request)
    {
        using var patience = new CancellationTokenSource(Patience);
        var answer = new StringBuilder();
        try
        {
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(request), patience.Token);
            var buffer = new byte[4096];
            while (!IsOpened(answer.ToString()) && !IsComplete(answer.ToString()) && await _stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // A reset counts as an answer.
        }

        return answer.ToString();
    }

    public static bool IsOpened(string answer) => answer.Contains("0{\"sid\":", StringComparison.Ordinal);

    /// <summary>Whether an HTTP answer, which may leave the connection open, is complete.</summary>
    private static bool IsComplete(string answer)
    {
        var body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + "\r\n\r\n".Length;
        if (body < "\r\n\r\n".Length || answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            return false;
        }

        var length = answer[..body].Split("\r\n").FirstOrDefault(static line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return length is null
            ? answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
            : answer.Length - body >= int.Parse(length["Content-Length: ".Length..], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _stream.Dispose();
}
