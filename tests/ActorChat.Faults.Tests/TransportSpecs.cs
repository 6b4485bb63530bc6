using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ActorChat.Faults.Clients;

namespace ActorChat.Faults.Tests;

/// <summary>A client whose connection ends gets the end of everything that it had under way, or a run waits for it for ever.</summary>
public sealed class TransportSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Who_waits_to_send_when_the_transport_is_disposed_of_fails()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var handler = new SocketsHttpHandler();
        using var sockets = new HttpMessageInvoker(handler);
        using var transport = new WebSocketTransport(new UriBuilder("http", "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port).Uri, sockets);
        var connecting = transport.ConnectAsync(CancellationToken.None);
        using var server = await listener.AcceptTcpClientAsync();
        await AcceptAsync(server.GetStream());
        await connecting;

        // The server reads nothing, so the first one is never sent whole.
        var sends = Enumerable.Range(0, 3).Select(_ => transport.SendAsync(new byte[64 * 1024 * 1024])).ToList();
        Assert.All(sends, static send => Assert.False(send.IsCompleted));
        transport.Abort();
        transport.Dispose();
        foreach (var send in sends)
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => send.WaitAsync(Patience));
            Assert.IsNotType<TimeoutException>(error);
        }
    }

    /// <summary>The answer to the opening handshake (RFC 6455, section 4.2.2).</summary>
    private static async Task AcceptAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var key = "";
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            key = line.StartsWith("Sec-WebSocket-Key: ", StringComparison.OrdinalIgnoreCase) ? line["Sec-WebSocket-Key: ".Length..] : key;
        }

#pragma warning disable CA5350 // The protocol says so.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
    }
}
