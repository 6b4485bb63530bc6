using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ActorChat.SocketIO.Tests.WebSockets;
using ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

namespace ActorChat.SocketIO.Tests.Support;

/// <summary>A WebSocket client that shows, and can send, every single frame.</summary>
internal sealed class RawWebSocket : IDisposable
{
    private readonly TcpClient? _tcp;
    private readonly Stream _stream;
    private readonly Action _endSending;

    /// <summary>A client over any kind of stream.</summary>
    public RawWebSocket(Stream stream, Action endSending) => (_stream, _endSending) = (stream, endSending);

    private RawWebSocket(TcpClient tcp)
        : this(tcp.GetStream(), () => tcp.Client.Shutdown(SocketShutdown.Send)) => _tcp = tcp;

    /// <summary>The id in the CONNECT reply.</summary>
    public string Sid { get; set; } = "";

    /// <summary>The response to the opening handshake.</summary>
    public string Response { get; private set; } = "";

    public static Task<RawWebSocket> ConnectAsync(int port, string target, string extraHeaders = "") => AskAsync(port, Encoding.ASCII.GetBytes(
        $"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extraHeaders}\r\n"));

    /// <summary>Sends a request's head as it is and reads the head of the answer, or as much as there is when the connection ends.</summary>
    public static async Task<RawWebSocket> AskAsync(int port, byte[] request)
    {
        var socket = await BareAsync(port, request);
        await socket.HeadAsync();
        return socket;
    }

    /// <summary>A TCP connection on which only this was sent.</summary>
    public static async Task<RawWebSocket> BareAsync(int port, byte[] said)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("127.0.0.1", port);
        var socket = new RawWebSocket(tcp);
        await socket.SendBytesAsync(said);
        return socket;
    }

    /// <summary>Reads the head of the answer to the opening request, or as much as there is when the connection ends.</summary>
    public async Task HeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _stream.ReadAsync(one, patience.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        Response = head.ToString();
    }

    /// <summary>Ends sending, visibly to the server.</summary>
    public void EndSending() => _endSending();

    public Task SendAsync(string text) => SendBytesAsync(FrameReaderSpecs.Masked(0x81, Encoding.UTF8.GetBytes(text)));

    public Task SendAsync(byte[] binary) => SendBytesAsync(FrameReaderSpecs.Masked(0x82, binary));

    public Task SendFrameAsync(byte firstByte, byte[] payload) => SendBytesAsync(FrameReaderSpecs.Masked(firstByte, payload));

    public Task SendBytesAsync(byte[] bytes) => SendBytesAsync((ReadOnlyMemory<byte>)bytes);

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes);
        await _stream.FlushAsync();
    }

    /// <summary>The next frame: its first byte and its payload.</summary>
    public async Task<(byte First, byte[] Payload)> FrameAsync()
    {
        var head = new byte[2];
        await ReadExactlyAsync(head);
        var length = (long)head[1];
        if (length >= 126)
        {
            var extended = new byte[length == 126 ? 2 : 8];
            await ReadExactlyAsync(extended);
            length = extended.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(extended) : BinaryPrimitives.ReadInt64BigEndian(extended);
        }

        var payload = new byte[length];
        await ReadExactlyAsync(payload);
        return (head[0], payload);
    }

    /// <summary>The next frame, which must be text. Pings of the heartbeat are answered and skipped.</summary>
    public async Task<string> TextAsync()
    {
        while (true)
        {
            var (first, payload) = await FrameAsync();
            Assert.Equal(0x81, first);
            var text = Encoding.UTF8.GetString(payload);
            if (text != "2")
            {
                return text;
            }

            await SendAsync("3");
        }
    }

    public async Task<byte[]> BinaryAsync()
    {
        var (first, payload) = await FrameAsync();
        Assert.Equal(0x82, first);
        return payload;
    }

    /// <summary>Reads until the close frame and the end of the connection.</summary>
    /// <returns>The status of the close frame, 0 if it had none.</returns>
    public async Task<int> CloseStatusAsync()
    {
        while (true)
        {
            var (first, payload) = await FrameAsync();
            if (first == 0x88)
            {
                Assert.True(payload.Length is 0 or 2, "the reason is empty");
                await SendFrameAsync(0x88, payload);
                await EndAsync();
                return payload.Length == 0 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload);
            }
        }
    }

    /// <summary>Reads until the close frame.</summary>
    /// <returns>Its status and its reason.</returns>
    public async Task<(int Status, string Reason)> CloseReasonAsync()
    {
        while (true)
        {
            var (first, payload) = await FrameAsync();
            if (first == 0x88)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(2)));
            }
        }
    }

    /// <summary>Reads until the end of the connection.</summary>
    /// <returns>The close frame, as <see cref="Frames.Show"/> writes it; empty if there was none.</returns>
    public async Task<string> LastCloseAsync()
    {
        while (true)
        {
            try
            {
                var (first, payload) = await FrameAsync();
                if (first == Frames.Close)
                {
                    return Frames.Show(first, payload);
                }
            }
            catch (EndOfStreamException)
            {
                return "";
            }
        }
    }

    /// <summary>Waits for the end of the TCP connection.</summary>
    public async Task EndAsync() => await CountToEndAsync();

    /// <summary>How many bytes arrive until the end of the TCP connection.</summary>
    public async Task<long> CountToEndAsync()
    {
        var count = 0L;
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
            {
                count += read;
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        return count;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _tcp?.Dispose();
    }

    private async Task ReadExactlyAsync(byte[] buffer)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        await _stream.ReadExactlyAsync(buffer, patience.Token);
    }
}
