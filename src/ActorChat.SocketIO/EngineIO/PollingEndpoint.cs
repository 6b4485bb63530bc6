using System.Buffers;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorChat.SocketIO;

/// <summary>Polling requests: handshake, GET and POST.</summary>
internal sealed class PollingEndpoint(EngineServer server)
{
    private const int FirstBodyBuffer = 4096;
    private static readonly byte[] s_ok = "ok"u8.ToArray();

    public async Task OpenAsync(EngineRequest request)
    {
        PollAnswer handshake = default;
        var connection = server.Open(
            request,
            static connection => new PollingTransport(connection),
            connection => handshake = ((PollingTransport)connection.Transport).TakeHandshake());
        if (server.Options.Cookie is { } cookie)
        {
            request.Context.Response.Cookies.Append(cookie.Name, connection.Id, new CookieOptions
            {
                Path = cookie.Path,
                Domain = cookie.Domain,
                HttpOnly = cookie.HttpOnly,
                Secure = cookie.Secure,
                SameSite = cookie.SameSite,
                MaxAge = cookie.MaxAge,
            });
        }

        await AnswerAsync(request.Context, connection, handshake).ConfigureAwait(false);
    }

    public Task HandleAsync(HttpContext context, EngineConnection connection)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return PollAsync(context, connection);
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            return PostAsync(context, connection);
        }

        context.Response.Headers.Allow = "GET, POST";
        EngineResponses.Empty(context, StatusCodes.Status405MethodNotAllowed);
        return Task.CompletedTask;
    }

    private async Task PollAsync(HttpContext context, EngineConnection connection)
    {
        if (connection.Transport is not PollingTransport transport)
        {
            await EngineResponses.RefuseAsync(server, new EngineRequest(context), EngineError.BadRequest).ConfigureAwait(false);
            return;
        }

        var start = transport.BeginPoll(context, out var waiting);
        if (start != PollStart.Accepted)
        {
            await RefuseAsync(context, connection, start).ConfigureAwait(false);
            return;
        }

        PollAnswer answer;
        if (waiting.IsCompleted)
        {
            answer = await waiting.ConfigureAwait(false);
        }
        else
        {
            await using (server.Background.OnCancelled(
                static poll => poll.Transport.AbortPoll(poll.Context),
                (Transport: transport, Context: context),
                context.RequestAborted).ConfigureAwait(false))
            {
                answer = await waiting.ConfigureAwait(false);
            }
        }

        await AnswerAsync(context, connection, answer).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, EngineConnection connection, PollAnswer answer)
    {
        try
        {
            await PollResponse.WriteAsync(context, connection, answer).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            server.Log.PollingFailed(fault);
            connection.Close(DisconnectReasons.TransportError, graceful: false);
        }
        finally
        {
            answer.Release();
        }
    }

    private async Task PostAsync(HttpContext context, EngineConnection connection)
    {
        if (connection.Transport is not PollingTransport transport)
        {
            await EngineResponses.RefuseAsync(server, new EngineRequest(context), EngineError.BadRequest).ConfigureAwait(false);
            return;
        }

        var start = transport.BeginPost(context);
        if (start != PollStart.Accepted)
        {
            await RefuseAsync(context, connection, start).ConfigureAwait(false);
            return;
        }

        var binary = context.Request.ContentType == "application/octet-stream";
        byte[]? body = null;
        try
        {
            if (binary && connection.Protocol == 4)
            {
                connection.Close(DisconnectReasons.TransportError, graceful: false);
                EngineResponses.Empty(context, StatusCodes.Status400BadRequest);
                return;
            }

            var (buffer, length) = await ReadBodyAsync(context).ConfigureAwait(false);
            if (buffer is null)
            {
                EngineResponses.Empty(context, StatusCodes.Status413PayloadTooLarge);
                return;
            }

            body = buffer;
            // Does not wait for a client that has gone while its packets are held back: the session would live on without a client.
            using var leaving = server.Background.OnCancelled(
                static connection => connection.Close(DisconnectReasons.TransportError, graceful: false), connection, context.RequestAborted);
            await ReceiveAsync(context, connection, transport, buffer.AsMemory(0, length), binary).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            server.Log.PollingFailed(fault);
            connection.Close(DisconnectReasons.TransportError, graceful: false);
            context.Abort();
            return;
        }
        catch (Exception fault)
        {
            server.Log.HandlerFailed(fault);
            connection.Close(DisconnectReasons.ForcedServerClose, graceful: true);
        }
        finally
        {
            transport.EndPost(context);
            if (body is not null)
            {
                ArrayPool<byte>.Shared.Return(body);
            }
        }

        context.Response.ContentType = "text/html";
        context.Response.Headers.CacheControl = "no-store";
        await EngineResponses.WriteAsync(server, context.Response, s_ok).ConfigureAwait(false);
    }

    private async Task RefuseAsync(HttpContext context, EngineConnection connection, PollStart start)
    {
        if (start == PollStart.Overlap)
        {
            connection.Close(DisconnectReasons.TransportError, graceful: false);
            EngineResponses.Empty(context, StatusCodes.Status400BadRequest);
            return;
        }

        var error = start == PollStart.WrongTransport ? EngineError.BadRequest : EngineError.SessionUnknown;
        await EngineResponses.RefuseAsync(server, new EngineRequest(context), error).ConfigureAwait(false);
    }

    private async ValueTask ReceiveAsync(HttpContext context, EngineConnection connection, PollingTransport transport, Memory<byte> body, bool binary)
    {
        ReadOnlyMemory<byte> payload = body;
        if ((Jsonp.IsAskedFor(context) && !Jsonp.TryUnwrap(body, out payload)) || (!binary && !Utf8.IsValid(payload.Span)))
        {
            await connection.FailParsing().ConfigureAwait(false);
            return;
        }

        if (connection.Protocol == 3)
        {
            await Engine3Payload.ReceiveAsync(connection, payload, binary).ConfigureAwait(false);
            return;
        }

        var started = false;
        while (PayloadCodec.TryNext(ref payload, ref started, out var packet) && !connection.IsClosed)
        {
            if (packet.Length == 1 && packet.Span[0] == EnginePacketType.Close)
            {
                await CloseRace.WaitForPollAsync(server, transport).ConfigureAwait(false);
            }

            await connection.ReceiveTextAsync(packet).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the body into a pooled buffer that never grows past the limit; no buffer if the body is longer.</summary>
    private async ValueTask<(byte[]? Buffer, int Length)> ReadBodyAsync(HttpContext context)
    {
        var limit = server.Options.MaxPayloadBytes;
        var announced = context.Request.ContentLength;
        if (announced > limit)
        {
            return (null, 0);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, (int)Math.Min(announced ?? FirstBodyBuffer, FirstBodyBuffer)));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted).ConfigureAwait(false);
                if (read == 0)
                {
                    var complete = buffer;
                    buffer = null;
                    return (complete, length);
                }

                length += read;
                if (length > limit)
                {
                    return (null, 0);
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit + 1L, buffer.Length * 2L));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
