using System.Buffers;
using System.Net.WebSockets;

namespace ActorChat.Faults.Clients;

/// <summary>One WebSocket, from the start or for a session that was opened by polling.</summary>
internal sealed class WebSocketTransport(Uri server, HttpMessageInvoker sockets, string? sid = null) : IWireTransport
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ArrayBufferWriter<byte> _buffer = new(2048);

    /// <summary>When not completed, nothing is read from the socket.</summary>
    public Func<Task> Gate { get; init; } = () => Task.CompletedTask;

    public Task ConnectAsync(CancellationToken stop)
    {
        var query = "EIO=4&transport=websocket" + (sid is null ? "" : "&sid=" + sid);
        return _socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/socket.io/", Query = query }.Uri, sockets, stop);
    }

    public async Task<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        _buffer.ResetWrittenCount();
        ValueWebSocketReceiveResult part;
        do
        {
            await Gate();
            part = await _socket.ReceiveAsync(_buffer.GetMemory(2048), CancellationToken.None);
            _buffer.Advance(part.Count);
        }
        while (!part.EndOfMessage);

        return part.MessageType == WebSocketMessageType.Close
            ? throw new WireException($"closed by the server: {_socket.CloseStatusDescription ?? _socket.CloseStatus?.ToString()}")
            : _buffer.WrittenMemory;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> packet)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(packet, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Opened(string sid)
    {
    }

    public Task CloseAsync(CancellationToken stop) => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);

    public void Abort() => _socket.Abort();

    /// <summary>Who waits to send still gets its turn, and fails: a disposed semaphore would leave it waiting for good.</summary>
    public void Dispose() => _socket.Dispose();
}
