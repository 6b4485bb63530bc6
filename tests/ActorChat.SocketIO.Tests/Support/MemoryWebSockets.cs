using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ActorChat.SocketIO.Tests.Support;

/// <summary>
/// WebSockets without a network. What is sent in one piece is read and handled as that piece before the send returns, so a stream of bytes can be split
/// anywhere.
/// </summary>
internal sealed class MemoryWebSockets : IDisposable
{
    private static readonly byte[] s_head = Encoding.ASCII.GetBytes(
        "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    private readonly EngineServer _engine;

    public MemoryWebSockets(SocketIOOptions options, Func<EngineConnection, IEngineHandler> accept) =>
        _engine = new EngineServer(options, TimeProvider.System, Complaints, accept);

    /// <param name="options">Its options.</param>
    /// <param name="configure">Declares namespaces.</param>
    public MemoryWebSockets(SocketIOOptions options, Action<SocketIOServer> configure)
    {
        var sockets = new SocketIOServer(options, TimeProvider.System, Complaints);
        configure(sockets);
        _engine = sockets.Engine;
    }

    public Complaints Complaints { get; } = new();

    /// <summary>Opens one and skips the answer and the handshake packet.</summary>
    public async Task<RawWebSocket> OpenAsync()
    {
        var inline = new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);
        var (toServer, toClient) = (new Pipe(inline), new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false)));
        var tcp = new DefaultConnectionContext("memory", new Ends(toServer.Reader, toClient.Writer), new Ends(toClient.Reader, toServer.Writer));
        _ = RunAsync(tcp, toClient.Writer);
        var socket = new RawWebSocket(new Duplex(toClient.Reader.AsStream(), toServer.Writer.AsStream()), () => toServer.Writer.Complete());
        await socket.HeadAsync();
        Assert.StartsWith("0{", await socket.TextAsync(), StringComparison.Ordinal);
        return socket;
    }

    public void Dispose() => _engine.Dispose();

    private async Task RunAsync(DefaultConnectionContext tcp, PipeWriter output)
    {
        await _engine.WebSockets.OpenDirectlyAsync(tcp, new DirectHandshakeRequest(s_head, DateTimeOffset.UnixEpoch, null));
        await output.CompleteAsync();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>One stream made of one to read from and one to write to.</summary>
    private sealed class Duplex(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            output.Dispose();
            base.Dispose(disposing);
        }
    }
}
