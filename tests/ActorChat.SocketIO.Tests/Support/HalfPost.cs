using System.Net.Sockets;
using System.Text;

namespace ActorChat.SocketIO.Tests.Support;

/// <summary>A POST whose body stays incomplete.</summary>
internal sealed class HalfPost : IDisposable
{
    private readonly TcpClient _tcp = new();

    public static async Task<HalfPost> StartAsync(int port, string sid)
    {
        var post = new HalfPost();
        await post._tcp.ConnectAsync("127.0.0.1", port);
        await post._tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /engine.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n4half"));
        return post;
    }

    /// <summary>Waits for the server to cut the connection.</summary>
    public async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        var buffer = new byte[1024];
        try
        {
            while (await _tcp.GetStream().ReadAsync(buffer, patience.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A cut connection appears as a reset.
        }
    }

    public void Dispose() => _tcp.Dispose();
}
