using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>A WebSocket of a session, frame by frame.</summary>
internal sealed class SocketSession : IDisposable
{
    private static readonly TimeSpan FrameTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private readonly ClientWebSocket _socket;

    private SocketSession(ClientWebSocket socket) => _socket = socket;

    public ClientWebSocket Socket => _socket;

    /// <summary>Opens a bare WebSocket; the handshake packet, if any, is unread.</summary>
    public static async Task<SocketSession> OpenAsync(Uri server, string pathAndQuery)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        // The tests' socket sends no frames by itself.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        using var deadline = new CancellationTokenSource(FrameTimeout);
        await socket.ConnectAsync(new UriBuilder(new Uri(server, pathAndQuery)) { Scheme = "ws" }.Uri, deadline.Token);
        return new SocketSession(socket);
    }

    /// <summary>Opens a session by WebSocket only and reads its handshake.</summary>
    public static async Task<SocketSession> OpenSessionAsync(Uri server, string path = PollingSession.SocketIO)
    {
        var session = await OpenAsync(server, $"{path}?EIO=4&transport=websocket");
        Assert.StartsWith("0{", (await session.ReceiveAsync()).Text, StringComparison.Ordinal);
        return session;
    }

    /// <summary>Opens a session and joins `/`; the reply and the first event are read.</summary>
    public static async Task<SocketSession> ConnectAsync(Uri server)
    {
        var session = await OpenSessionAsync(server);
        await session.SendAsync("40");
        Assert.StartsWith("40{", await session.NextAsync(), StringComparison.Ordinal);
        await session.ExpectAsync("42[\"auth\",{}]");
        return session;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] binary) => SendAsync(binary, WebSocketMessageType.Binary);

    /// <summary>The next message or the close, including pings.</summary>
    public async Task<Frame> ReceiveAsync()
    {
        using var deadline = new CancellationTokenSource(FrameTimeout);
        return await ReceiveAsync(deadline.Token);
    }

    /// <summary>The next frame; pings are answered before it.</summary>
    public async Task<Frame> NextFrameAsync()
    {
        using var deadline = new CancellationTokenSource(AnswerTimeout);
        while (true)
        {
            var frame = await ReceiveAsync(deadline.Token);
            if (!frame.IsText || frame.Text != "2")
            {
                return frame;
            }

            await SendAsync("3");
        }
    }

    /// <summary>The next packet, which must be a text frame.</summary>
    public async Task<string> NextAsync()
    {
        var frame = await NextFrameAsync();
        Assert.True(frame.IsText, frame.ToString());
        return frame.Text;
    }

    /// <summary>Expects these packets next, each in its own text frame.</summary>
    public async Task ExpectAsync(params IEnumerable<string> packets)
    {
        foreach (var packet in packets)
        {
            Assert.Equal(packet, await NextAsync());
        }
    }

    public async Task ExpectBinaryAsync(params byte[] bytes)
    {
        var frame = await NextFrameAsync();
        Assert.True(frame.Type == WebSocketMessageType.Binary, frame.ToString());
        Assert.Equal(bytes, frame.Bytes);
    }

    /// <summary>The connection to `/` must answer.</summary>
    public async Task ExpectAliveAsync()
    {
        await SendAsync("42[\"message\",\"alive?\"]");
        await ExpectAsync("42[\"message-back\",\"alive?\"]");
    }

    /// <summary>The server must close; .NET reports a close without a status code as a normal one.</summary>
    public async Task ExpectCloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        var frame = await NextFrameAsync();
        Assert.True(frame.IsClose, frame.ToString());
        Assert.Equal(status, frame.Status);
        Assert.Equal("", frame.Reason ?? "");
    }

    public void Dispose() => _socket.Dispose();

    private async Task<Frame> ReceiveAsync(CancellationToken deadline)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), deadline);
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return new Frame(part.MessageType, whole.ToArray(), _socket.CloseStatus, _socket.CloseStatusDescription);
            }
        }
    }

    private async Task SendAsync(byte[] bytes, WebSocketMessageType type)
    {
        using var deadline = new CancellationTokenSource(FrameTimeout);
        await _socket.SendAsync(bytes, type, endOfMessage: true, deadline.Token);
    }
}
