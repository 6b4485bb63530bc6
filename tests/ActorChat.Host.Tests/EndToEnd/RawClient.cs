using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>A WebSocket that has sent its CONNECT, whatever the answer.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[4096];

    public static async Task<RawClient> ConnectAsync(string url, TestUser user)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(new Uri(url.Replace("http", "ws", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket"), CancellationToken.None);
        await client.SendAsync("40" + JsonSerializer.Serialize(new { login = user.Login, token = user.Token }));
        return client;
    }

    /// <summary>The next packet that is not part of the heartbeat; null if the connection has ended.</summary>
    public async Task<string?> NextAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveAsync(_buffer, patience.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                var text = Encoding.UTF8.GetString(_buffer, 0, received.Count);
                if (text == "2")
                {
                    await SendAsync("3");
                }
                else if (text[0] != '0')
                {
                    return text;
                }
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }

    /// <summary>Waits until it is refused or disconnected, or until its connection ends.</summary>
    public async Task EndedAsync()
    {
        while (await NextAsync() is { } packet && !packet.StartsWith("44", StringComparison.Ordinal) && !packet.StartsWith("41", StringComparison.Ordinal))
        {
        }
    }

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public void Dispose() => _socket.Dispose();
}
