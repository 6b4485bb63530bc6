using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace ActorChat.Bench;

/// <summary>What happens on a connection after it was admitted; called by its read loop, one call at a time.</summary>
internal interface IFrameHandler
{
    /// <summary>A frame that is neither a heartbeat nor part of connecting. The span is valid only during the call.</summary>
    void OnFrame(ReadOnlySpan<byte> frame);

    /// <summary>The connection ended, and nobody here had asked for it.</summary>
    void OnLost(string reason);
}

/// <summary>
/// A Socket.IO client over WebSocket: it connects, answers heartbeats and hands frames over. Frames are sent by one caller at a time.
/// </summary>
internal sealed class Connection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private IFrameHandler? _handler;
    private byte[] _buffer = new byte[1024];
    private Task _reading = Task.CompletedTask;
    private volatile bool _closing;

    private Connection()
    {
    }

    /// <summary>Connects and waits until the server admits the user.</summary>
    /// <param name="url">The server's HTTP address.</param>
    /// <param name="http">Opens the sockets; shared by all connections.</param>
    /// <param name="user">The user who connects.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="LoadException">The server does not answer, or does not admit the user.</exception>
    public static async Task<Connection> OpenAsync(Uri url, HttpMessageInvoker http, LoadUser user, CancellationToken stop)
    {
        var connection = new Connection();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            await connection.ConnectAsync(url, http, user, patience.Token);
            return connection;
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or SocketException or LoadException)
        {
            await connection.DisposeAsync();
            throw failure switch
            {
                LoadException => failure,
                OperationCanceledException => new LoadException(stop.IsCancellationRequested ? "stopped" : $"connect: no answer within {Patience.TotalSeconds} s", failure),
                _ => new LoadException("connect: " + Innermost(failure).Message + Hint(failure), failure),
            };
        }
    }

    /// <summary>Passes all further frames to a receiver.</summary>
    public void Start(IFrameHandler handler)
    {
        _handler = handler;
        _reading = ReadAsync();
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop)
    {
        await _sending.WaitAsync(stop);
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Text, true, stop);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends a request and waits for its acknowledgement; only before <see cref="Start"/>.</summary>
    /// <exception cref="LoadException">It was refused.</exception>
    public async Task AskAsync(string name, string payload, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            await SendAsync(Encoding.UTF8.GetBytes($"420[\"{name}\",{payload}]"), patience.Token);
            while (true)
            {
                var frame = await ReceiveAsync(patience.Token);
                if (Frames.TryReadAck(frame.Span, out _, out var arguments))
                {
                    if (Frames.RefusalIn(arguments) is { } code)
                    {
                        throw new LoadException($"{name} was refused: {code}");
                    }

                    return;
                }
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
        {
            throw new LoadException($"{name}: {(stop.IsCancellationRequested ? "stopped" : failure.Message)}", failure);
        }
    }

    /// <summary>Closes it like a client that leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        if (_socket.State == WebSocketState.Open)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
                await _reading.WaitAsync(patience.Token);
            }
            catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or InvalidOperationException)
            {
                // The server was faster, or is gone: the connection ends either way.
                _socket.Abort();
            }
        }

        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ConnectAsync(Uri url, HttpMessageInvoker http, LoadUser user, CancellationToken stop)
    {
        var address = new UriBuilder(url) { Scheme = url.Scheme == "https" ? "wss" : "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" };
        // The server sends the heartbeats.
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await _socket.ConnectAsync(address.Uri, http, stop);
        var first = await ReceiveAsync(stop);
        if (!Frames.IsOpen(first.Span))
        {
            throw new LoadException("connect: the server did not begin with an Engine.IO handshake");
        }

        await SendAsync(Encoding.UTF8.GetBytes("40" + JsonSerializer.Serialize(new { login = user.Login, token = user.Token })), stop);
        while (true)
        {
            var frame = await ReceiveAsync(stop);
            if (Frames.IsConnectError(frame.Span))
            {
                throw new LoadException("connect: refused: " + Encoding.UTF8.GetString(frame.Span[2..]));
            }

            if (Frames.IsEvent(frame.Span, "42[\"get_name\""u8))
            {
                return;
            }
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var frame = await ReceiveAsync(CancellationToken.None);
                if (Frames.IsDisconnect(frame.Span))
                {
                    Lose("the server ended the session");
                    return;
                }

                _handler!.OnFrame(frame.Span);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or LoadException or ObjectDisposedException or OperationCanceledException)
        {
            Lose(Innermost(failure).Message);
        }
    }

    private void Lose(string reason)
    {
        if (!_closing)
        {
            _handler!.OnLost(reason);
        }
    }

    /// <summary>The next frame that is not a heartbeat. It is valid until the next call.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken stop)
    {
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                if (length == _buffer.Length)
                {
                    Array.Resize(ref _buffer, _buffer.Length * 2);
                }

                part = await _socket.ReceiveAsync(_buffer.AsMemory(length), stop);
                length += part.Count;
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new LoadException($"the server closed the connection: {_socket.CloseStatusDescription ?? _socket.CloseStatus?.ToString()}");
            }

            if (!Frames.IsPing(_buffer.AsSpan(0, length)))
            {
                return _buffer.AsMemory(0, length);
            }

            await SendAsync(Frames.Pong, stop);
        }
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;

    private static string Hint(Exception failure) => Innermost(failure) is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets }
        ? " (raise the limit of open files: ulimit -n)"
        : "";
}
