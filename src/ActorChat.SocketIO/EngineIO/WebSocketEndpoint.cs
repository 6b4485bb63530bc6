using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ActorChat.SocketIO;

/// <summary>WebSocket requests: new connections and upgrades of polling sessions.</summary>
internal sealed class WebSocketEndpoint(EngineServer server)
{
    private const int AcceptCharacters = 28;

    private static ReadOnlySpan<byte> AcceptGuid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    private readonly byte[] _directAnswer = Encoding.ASCII.GetBytes("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + Cors.DirectHeaders(server.Options.Cors) + "Sec-WebSocket-Accept: ");

    /// <summary>A connection that starts as a WebSocket.</summary>
    public async Task OpenAsync(EngineRequest request)
    {
        var context = request.Context;
        if (await AcceptAsync(context).ConfigureAwait(false) is not { } transport)
        {
            return;
        }

        try
        {
            var connection = server.Open(request, _ => transport);
            await ReceiveAsync(connection, transport, probing: false).ConfigureAwait(false);
            connection.Request.Detach();
        }
        finally
        {
            await transport.ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The same without HTTP: the request was read from the TCP connection, which now belongs to the WebSocket.</summary>
    public Task OpenDirectlyAsync(ConnectionContext tcp, DirectHandshakeRequest request)
    {
        // Sent together with the first frame.
        var output = tcp.Transport.Output;
        output.Write(_directAnswer);
        WriteAccept(output, Encoding.ASCII.GetBytes(request.Key));
        if (Subprotocols.TryFirst(Encoding.ASCII.GetBytes(request.OfferedProtocols), out var subprotocol))
        {
            output.Write("\r\nSec-WebSocket-Protocol: "u8);
            output.Write(subprotocol);
        }

        output.Write("\r\n\r\n"u8);
        var transport = new WebSocketTransport(server, new Underlying(tcp), tcp.Transport.Input, output, HasPipe(tcp.Features));
        EngineConnection connection;
        try
        {
            connection = server.Open(request, transport);
        }
#pragma warning disable CA1031 // It is thrown again once nothing writes any more.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return FailAsync(transport, ExceptionDispatchInfo.Capture(fault));
        }

        return ReceiveAsync(connection, transport, probing: false);
    }

    private static async Task FailAsync(WebSocketTransport transport, ExceptionDispatchInfo fault)
    {
        await transport.ReleaseAsync().ConfigureAwait(false);
        fault.Throw();
    }

    /// <summary>A WebSocket with a session id: it probes, or is closed if that is not possible.</summary>
    public async Task ProbeAsync(HttpContext context, EngineConnection connection)
    {
        if (await AcceptAsync(context).ConfigureAwait(false) is not { } transport)
        {
            return;
        }

        if (connection.TryBeginUpgrade(transport))
        {
            await ReceiveAsync(connection, transport, probing: true).ConfigureAwait(false);
            return;
        }

        transport.Close(graceful: true);
        await transport.ReleaseAsync().ConfigureAwait(false);
    }

    private Task ReceiveAsync(EngineConnection connection, WebSocketTransport transport, bool probing)
    {
        var receiver = new WebSocketReceiver(server, connection, transport, probing);
        transport.Receiver = receiver;
        return receiver.RunAsync();
    }

    /// <summary>Answers the opening handshake (RFC 6455, section 4.2; RFC 8441, section 5); null if it is malformed.</summary>
    private async Task<WebSocketTransport?> AcceptAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var key = headers.SecWebSocketKey.ToString();
        var extended = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } feature ? feature : null;
        if ((extended is null && !IsOpening(context.Request, key)) || headers.SecWebSocketVersion != "13" || !TryAnswerSubprotocol(context))
        {
            context.Response.Headers.SecWebSocketVersion = "13";
            EngineResponses.Empty(context, StatusCodes.Status400BadRequest);
            return null;
        }

        // A WebSocket has no steady data rate to check; the heartbeat finds dead clients.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
        {
            responseRate.MinDataRate = null;
        }

        if (extended is not null)
        {
            return Over(context, await extended.AcceptAsync().ConfigureAwait(false));
        }

        // Parsed again if somebody asks; the request lives as long as the connection.
        context.Features.Set<IQueryFeature>(null);
        context.Features.Set<EngineQuery>(null);
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = AcceptOf(key);
        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);

        // After the upgrade nobody else reads or writes the connection. Using its pipe directly spares every message the layers of HTTP.
        return context.Features.Get<IConnectionTransportFeature>() is { } connection
            ? new WebSocketTransport(server, new Underlying(context), connection.Transport.Input, connection.Transport.Output, HasPipe(context.Features))
            : Over(context, stream);
    }

    /// <summary>A GET over HTTP/1.1, its method in capitals, with a key (RFC 6455, section 4.2.1).</summary>
    private static bool IsOpening(HttpRequest request, string key) =>
        request.Method == HttpMethods.Get && HttpProtocol.IsHttp11(request.Protocol) && OpeningHandshake.IsKey(Encoding.ASCII.GetBytes(key));

    /// <summary>Answers the first named protocol, like the reference; false if the header is not a valid list.</summary>
    private static bool TryAnswerSubprotocol(HttpContext context)
    {
        var named = context.Request.Headers.SecWebSocketProtocol;
        if (named.Count == 0)
        {
            return true;
        }

        if (!Subprotocols.TryFirst(Encoding.UTF8.GetBytes(named.ToString()), out var first))
        {
            return false;
        }

        context.Response.Headers.SecWebSocketProtocol = Encoding.ASCII.GetString(first);
        return true;
    }

    private WebSocketTransport Over(HttpContext context, Stream stream) => new(
        server,
        new Underlying(context),
        PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true)),
        PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)),
        writesAtOnce: false);

    /// <summary>Whether the connection's output is a pipe that another task sends to the network. With TLS the flush encrypts, so it is not.</summary>
    private static bool HasPipe(IFeatureCollection features) => features.Get<ITlsHandshakeFeature>() is null;

    /// <summary>Sec-WebSocket-Accept (RFC 6455, section 4.2.2).</summary>
    private static string AcceptOf(string key)
    {
        var accept = new ArrayBufferWriter<byte>(AcceptCharacters);
        WriteAccept(accept, Encoding.ASCII.GetBytes(key));
        return Encoding.ASCII.GetString(accept.WrittenSpan);
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 names SHA-1; it protects nothing")]
    private static void WriteAccept(IBufferWriter<byte> output, ReadOnlySpan<byte> key)
    {
        Span<byte> text = stackalloc byte[key.Length + AcceptGuid.Length];
        key.CopyTo(text);
        AcceptGuid.CopyTo(text[key.Length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(text, hash);
        Base64.EncodeToUtf8(hash, output.GetSpan(AcceptCharacters), out _, out var written);
        output.Advance(written);
    }
}
