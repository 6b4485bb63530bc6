using System.Net.Sockets;
using System.Text;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>A WebSocket down to its bytes, for details that the framework hides.</summary>
internal sealed class BareSocket : IDisposable
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);
    private readonly TcpClient _connection;

    private BareSocket(TcpClient connection) => _connection = connection;

    public static async Task<BareSocket> OpenAsync(Uri server, string pathAndQuery)
    {
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(server.Host, server.Port);
        var request =
            $"GET {pathAndQuery} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(new byte[16])}\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return new BareSocket(connection);
    }

    /// <summary>Sends a short text in one frame; a mask of zeros leaves the bytes as they are.</summary>
    public async Task SendTextAsync(string text)
    {
        byte[] frame = [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];
        await _connection.GetStream().WriteAsync(frame);
    }

    /// <summary>All bytes up to the close frame, or to the end of the connection.</summary>
    public async Task<byte[]> ReadToEndAsync(byte[] closeFrame)
    {
        using var deadline = new CancellationTokenSource(ReadTimeout);
        var seen = new List<byte>();
        var buffer = new byte[1024];
        while (!seen.TakeLast(closeFrame.Length).SequenceEqual(closeFrame))
        {
            var count = await _connection.GetStream().ReadAsync(buffer, deadline.Token);
            if (count == 0)
            {
                break;
            }

            seen.AddRange(buffer.AsSpan(0, count));
        }

        return [.. seen];
    }

    public void Dispose() => _connection.Dispose();
}
