using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ActorChat.SocketIO;

/// <summary>WebSocket requests: new connections and upgrades of polling sessions.</summary>
internal sealed class WebSocketEndpoint(EngineServer server)
{
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>A connection that starts as a WebSocket.</summary>
    public async Task OpenAsync(EngineRequest request)
    {
        var context = request.Context;
        if (await AcceptAsync(context).ConfigureAwait(false) is not { } transport)
        {
            return;
        }

        var connection = server.Open(request, _ => transport);
        try
        {
            await ReceiveAsync(connection, transport, probing: false).ConfigureAwait(false);
        }
        finally
        {
            connection.Request.Detach();
        }
    }

    /// <summary>A WebSocket with a session's id: it probes, or is closed if that cannot be.</summary>
    public async Task ProbeAsync(HttpContext context, EngineConnection connection)
    {
        if (await AcceptAsync(context).ConfigureAwait(false) is not { } transport)
        {
            return;
        }

        if (!connection.TryBeginUpgrade(transport))
        {
            transport.Close(graceful: true);
            await transport.DrainedAsync().ConfigureAwait(false);
            return;
        }

        await ReceiveAsync(connection, transport, probing: true).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(EngineConnection connection, WebSocketTransport transport, bool probing)
    {
        var receiver = new WebSocketReceiver(server, connection, transport, probing);
        transport.Receiver = receiver;
        await receiver.RunAsync().ConfigureAwait(false);
    }

    /// <summary>Answers the opening handshake (RFC 6455, section 4.2; RFC 8441, section 5); null if it is malformed.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 names SHA-1; it protects nothing")]
    private async Task<WebSocketTransport?> AcceptAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var key = headers.SecWebSocketKey.ToString();
        var extended = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } feature ? feature : null;
        if (headers.SecWebSocketVersion != "13" || (extended is null && !IsKey(key)))
        {
            context.Response.Headers.SecWebSocketVersion = "13";
            EngineResponses.Empty(context, StatusCodes.Status400BadRequest);
            return null;
        }

        // Nobody reads or writes at a steady rate here; the heartbeat is what finds dead clients.
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
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid)));
        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);

        // After the upgrade nobody else reads or writes the connection: its own pipe spares every message the layers of HTTP.
        return context.Features.Get<IConnectionTransportFeature>() is { } connection
            ? new WebSocketTransport(server, context, connection.Transport.Input, connection.Transport.Output)
            : Over(context, stream);
    }

    private WebSocketTransport Over(HttpContext context, Stream stream) => new(
        server,
        context,
        PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true)),
        PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));

    private static bool IsKey(string key)
    {
        Span<byte> nonce = stackalloc byte[18];
        return key.Length == 24 && Convert.TryFromBase64String(key, nonce, out var length) && length == 16;
    }
}
