using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorChat.SocketIO.Benchmarks;

/// <summary>A server with one WebSocket connection that has joined "/", over a stream that the benchmark chooses.</summary>
internal sealed class Rig : IDisposable
{
    private readonly SocketIOServer _server;

    public Rig(Stream stream, ISocketHandler? handler = null)
    {
        Socket? joined = null;
        _server = new SocketIOServer(new SocketIOOptions { MaxUnsentBytes = 1 << 30 }, TimeProvider.System, NullLogger.Instance);
        _server.Of("/").OnConnection(socket =>
        {
            socket.Handler = handler;
            joined = socket;
        });
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString("?EIO=4&transport=websocket");
        Transport = new WebSocketTransport(_server.Engine, new Underlying(context), PipeReader.Create(stream), PipeWriter.Create(stream), writesAtOnce: false);
        Connection = _server.Engine.Open(new EngineRequest(context), _ => Transport);
        _ = Connection.ReceiveTextAsync(Encoding.UTF8.GetBytes("40")).AsTask();
        Socket = joined ?? throw new InvalidOperationException("The socket did not join.");
    }

    public EngineServer Engine => _server.Engine;

    public WebSocketTransport Transport { get; }

    public EngineConnection Connection { get; }

    public Socket Socket { get; }

    public void Dispose() => _server.Engine.Dispose();
}

/// <summary>Answers each event that asks for it with the event's arguments, or does nothing.</summary>
internal sealed class Answering(bool answer) : ISocketHandler
{
    public ValueTask OnEventAsync(in SocketEvent received)
    {
        if (answer && received.AckId is { } id)
        {
            received.Socket.SendAck(id, received.Arguments.Span);
        }

        return default;
    }

    public void OnDisconnected(string reason)
    {
    }
}

/// <summary>Yields the same frames repeatedly, a set number of times, like one read of a socket.</summary>
internal sealed class RepeatingStream(byte[] frames) : Stream
{
    private int _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Repeat(int times) => _left = times;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _left == 0)
        {
            return new ValueTask<int>(0);
        }

        _left--;
        frames.CopyTo(buffer);
        return new ValueTask<int>(frames.Length);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
