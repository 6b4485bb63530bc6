using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorChat.Faults.Attackers;

/// <summary>A TCP connection that sends any bytes, reads as it likes, and can end in every way.</summary>
internal sealed class RawConnection : IDisposable
{
    /// <summary>How long an attacker waits for the server to take bytes or to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int Block = 16384;

    private readonly Socket _socket;
    private byte[] _read = new byte[Block];
    private int _length;

    private RawConnection(Socket socket) => _socket = socket;

    /// <param name="server">The server.</param>
    /// <param name="source">The source address: every 127.x.y.z belongs to the machine.</param>
    /// <param name="receiveBuffer">Bytes of the socket's buffer; null leaves it to the system.</param>
    public static async Task<RawConnection> OpenAsync(IPEndPoint server, IPAddress source, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.ReceiveBufferSize = receiveBuffer ?? socket.ReceiveBufferSize;
            socket.Bind(new IPEndPoint(source, 0));
            using var patience = new CancellationTokenSource(Patience);
            await socket.ConnectAsync(server, patience.Token);
            return new RawConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes[sent..], SocketFlags.None, patience.Token);
        }
    }

    public Task SendTextAsync(string text) => SendAsync(Frames.Text(text));

    /// <summary>The next HTTP answer; null when the connection ended before it was whole.</summary>
    public async Task<HttpAnswer?> ReadAnswerAsync(TimeSpan? wait = null)
    {
        using var patience = new CancellationTokenSource(wait ?? Patience);
        HttpAnswer? answer;
        int used;
        var ended = false;
        while (!HttpAnswer.TryRead(_read.AsSpan(0, _length), ended, out answer, out used))
        {
            if (ended)
            {
                return null;
            }

            ended = !await FillAsync(patience.Token);
        }

        Consume(used);
        return answer;
    }

    /// <summary>The next frame of the server; null when the connection ended before it.</summary>
    public async Task<ServerFrame?> ReadFrameAsync(TimeSpan? wait = null)
    {
        using var patience = new CancellationTokenSource(wait ?? Patience);
        ServerFrame? frame;
        int used;
        while (!ServerFrame.TryRead(_read.AsSpan(0, _length), out frame, out used))
        {
            if (!await FillAsync(patience.Token))
            {
                return null;
            }
        }

        Consume(used);
        return frame;
    }

    /// <summary>The next text frame that starts like this, skipping others; null when the connection ended.</summary>
    public async Task<string?> ReadTextAsync(string start)
    {
        while (await ReadFrameAsync() is { } frame)
        {
            if (Encoding.UTF8.GetString(frame.Payload) is var text && text.StartsWith(start, StringComparison.Ordinal))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Reads everything until the server ends the connection.</summary>
    /// <returns>Whether it did so in time.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan wait)
    {
        using var patience = new CancellationTokenSource(wait);
        try
        {
            _length = 0;
            while (await FillAsync(patience.Token))
            {
                _length = 0;
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (SocketException)
        {
            // A reset counts as an end.
        }

        return true;
    }

    /// <summary>Resets the connection, so that nobody receives what the server sends or has sent.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Stops sending, but keeps reading.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        if (_length == _read.Length)
        {
            Array.Resize(ref _read, _read.Length * 2);
        }

        var count = await _socket.ReceiveAsync(_read.AsMemory(_length), SocketFlags.None, stop);
        _length += count;
        return count > 0;
    }

    private void Consume(int count)
    {
        _read.AsSpan(count, _length - count).CopyTo(_read);
        _length -= count;
    }
}
