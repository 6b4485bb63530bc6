using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using ActorChat.SocketIO.Tests.Support;
using ActorChat.SocketIO.Tests.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.SocketIO.Tests.EngineIO;

/// <summary>A client that leaves at any moment does not affect others and causes no line in the log.</summary>
public sealed class LostClientSpecs
{
    private const string Opening = "HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    [Theory]
    [InlineData("Content-Length: 0\r\n", false)]
    [InlineData("", false)]
    [InlineData("Content-Length: 0\r\n", true)]
    public async Task A_reset_while_the_server_answers_ends_that_connection_and_nothing_else(string header, bool upgraded)
    {
        await using var server = await RunningServer.StartAsync(admits: static _ => true);
        for (var i = 0; i < 500; i++)
        {
            var sid = upgraded ? "&sid=" + await server.OpenPollingAsync("/socket.io/") : "";
            await ResetAsync(server.Port, $"GET /socket.io/?EIO=4&transport=websocket{sid} {Opening}{header}\r\n", upgraded);
        }

        await server.JoinAsync();
        Assert.Empty(server.Complaints.Lines);
    }

    /// <summary>Over HTTP/2 a request's objects serve the next stream of the connection: a late abort would end another request.</summary>
    [Fact]
    public async Task A_stream_of_HTTP_2_that_is_reset_leaves_the_others_of_its_connection_alone()
    {
        await using var server = await RunningServer.StartAsync(kestrel: static kestrel => kestrel.ConfigureEndpointDefaults(static listen => listen.Protocols = HttpProtocols.Http2));
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        using var neighbour = await JoinByHttp2Async(server, invoker, patience.Token);
        for (var i = 0; i < 200; i++)
        {
            using var lost = await JoinByHttp2Async(server, invoker, patience.Token);
            for (var asked = 0; asked < 20; asked++)
            {
                await lost.SendAsync("40/none"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            }

            lost.Abort();
        }

        await UntilAloneAsync(server, patience.Token);
        await neighbour.SendAsync("40/none,"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        var answer = await neighbour.ReceiveAsync(new byte[200], patience.Token);
        Assert.Equal(WebSocketMessageType.Text, answer.MessageType);
        Assert.Empty(server.Complaints.Lines);
    }

    [Fact]
    public async Task A_request_ends_only_after_its_broken_WebSocket_has_released_it_and_is_not_touched_afterwards()
    {
        using var engine = new EngineServer(new SocketIOOptions(), new FakeTimeProvider(), new RecordedLog(LogLevel.Trace), static _ => throw new InvalidOperationException());
        using var mayGoOn = new ManualResetEventSlim();
        var request = new Request(mayGoOn);
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(request);
        var (input, output) = (new Pipe(), new Pipe());
        var transport = new WebSocketTransport(engine, new Underlying(context), input.Reader, output.Writer, writesAtOnce: true);

        // The reader is gone: the next packet notices it, and the request is aborted on another thread.
        await output.Reader.CompleteAsync();
        transport.TrySend(ControlFrames.Ping, isVolatile: false, compress: false);
        await request.Aborting.Task.WaitAsync(RunningServer.Patience);
        var released = transport.ReleaseAsync();
        Assert.False(released.IsCompleted);
        mayGoOn.Set();
        await released.WaitAsync(RunningServer.Patience);

        transport.Abort();
        Assert.Equal(1, request.Aborts);
    }

    [Fact]
    public async Task An_output_with_an_unexpected_failure_ends_its_connection()
    {
        var log = new RecordedLog(LogLevel.Error);
        using var engine = new EngineServer(new SocketIOOptions(), new FakeTimeProvider(), log, static _ => throw new InvalidOperationException());
        var context = new DefaultHttpContext();
        using var mayGoOn = new ManualResetEventSlim(initialState: true);
        var request = new Request(mayGoOn);
        context.Features.Set<IHttpRequestLifetimeFeature>(request);
        await using var stream = new BrokenStream();
        var transport = new WebSocketTransport(engine, new Underlying(context), PipeReader.Create(stream), PipeWriter.Create(stream), writesAtOnce: false);
        transport.TrySend(ControlFrames.Ping, isVolatile: false, compress: false);
        await transport.ReleaseAsync().WaitAsync(RunningServer.Patience);
        Assert.Equal(1, request.Aborts);
        Assert.IsType<NotSupportedException>(Assert.Single(log.Lines).Fault);
    }

    [Fact]
    public async Task A_WebSocket_opened_without_HTTP_is_released_if_its_handler_cannot_be_made()
    {
        var head = Encoding.ASCII.GetBytes($"GET /socket.io/?EIO=4&transport=websocket {Opening}\r\n");
        using var engine = new EngineServer(new SocketIOOptions(), new FakeTimeProvider(), new RecordedLog(LogLevel.Error), static _ => throw new InvalidOperationException("no handler"));
        var (input, output) = (new Pipe(), new Pipe());
        await using var tcp = new DefaultConnectionContext("failing", new DuplexPipe(input.Reader, output.Writer), new DuplexPipe(output.Reader, input.Writer));
        var opening = engine.WebSockets.OpenDirectlyAsync(tcp, new DirectHandshakeRequest(head, DateTimeOffset.UnixEpoch, null));
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => opening.WaitAsync(RunningServer.Patience));
        Assert.Equal("no handler", fault.Message);
        Assert.Equal((0, 0), (engine.Count, engine.Closing.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_fails_at_the_end_does_not_keep_its_connection(bool direct)
    {
        await using var server = await RunningServer.StartAsync(
            configure: static sockets => sockets.Of("/").OnConnection(static socket => socket.OnDisconnect(static _ => throw new InvalidOperationException("at the end"))),
            admits: direct ? static _ => true : null);
        using (var socket = await server.JoinAsync())
        {
            await socket.SendFrameAsync(0x88, []);
            await socket.EndAsync();
        }

        await server.EmptyAsync();
    }

    private static async Task<ClientWebSocket> JoinByHttp2Async(RunningServer server, HttpMessageInvoker invoker, CancellationToken patience)
    {
        var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/socket.io/?EIO=4&transport=websocket"), invoker, patience);
        var buffer = new byte[500];
        await socket.ReceiveAsync(buffer, patience);
        await socket.SendAsync("40"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, patience);
        await socket.ReceiveAsync(buffer, patience);
        return socket;
    }

    private static async Task UntilAloneAsync(RunningServer server, CancellationToken patience)
    {
        while (server.Sockets.ConnectionCount > 1 || server.Sockets.Engine.Closing.Count > 0)
        {
            patience.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Opens a WebSocket, gives the server something to answer, and resets the connection.</summary>
    private static async Task ResetAsync(int port, string head, bool probes)
    {
        using var tcp = new TcpClient { NoDelay = true, LingerState = new LingerOption(enable: true, seconds: 0) };
        await tcp.ConnectAsync("127.0.0.1", port);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        Assert.NotEqual(0, await stream.ReadAsync(new byte[400]));
        byte[] begin = probes ? [.. FrameReaderSpecs.Masked(0x81, "2probe"u8), .. FrameReaderSpecs.Masked(0x81, "5"u8)] : [];
        var asks = Enumerable.Repeat(FrameReaderSpecs.Masked(0x82, "40/none"u8), 40).SelectMany(static frame => frame);
        await stream.WriteAsync((byte[])[.. begin, .. FrameReaderSpecs.Masked(0x81, "40"u8), .. asks]);
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Request(ManualResetEventSlim mayGoOn) : IHttpRequestLifetimeFeature
    {
        public TaskCompletionSource Aborting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Aborts { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort()
        {
            Aborts++;
            Aborting.TrySetResult();
            mayGoOn.Wait(RunningServer.Patience);
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();
    }
}
