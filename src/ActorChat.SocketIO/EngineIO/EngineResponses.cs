using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>Answers that do not depend on a transport.</summary>
internal static class EngineResponses
{
    /// <summary>Sends the packet 0{"sid":...}. Except for the id, which needs no escaping, it is the same for all connections.</summary>
    public static void SendHandshake(EngineConnection connection, ReadOnlySpan<byte> rest)
    {
        var builder = FrameBuilder.Rent();
        builder.Write(EnginePacketType.Open);
        builder.Write("{\"sid\":\""u8);
        Encoding.ASCII.GetBytes(connection.Id, builder);
        builder.Write(rest);
        builder.EndText();
        connection.SendFrames(builder.Frames, hasBinary: false);
        builder.Return();
    }

    /// <summary>The part of that packet after the id.</summary>
    public static byte[] HandshakeRest(SocketIOOptions options, bool upgrade) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"\",\"upgrades\":[{(upgrade ? "\"websocket\"" : "")}],\"pingInterval\":{(long)options.PingInterval.TotalMilliseconds},\"pingTimeout\":{(long)options.PingTimeout.TotalMilliseconds},\"maxPayload\":{options.MaxPayloadBytes}}}"));

    /// <summary>Refuses a request with code and message; a WebSocket request gets the bare message.</summary>
    public static async Task RefuseAsync(EngineServer server, EngineRequest request, EngineError error, string? message = null)
    {
        server.Log.Refused(error);
        var text = string.IsNullOrEmpty(message) ? EngineErrors.Message(error) : message;
        var response = request.Context.Response;
        if (request.IsWebSocket)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            if (!request.IsExtendedConnect)
            {
                response.Headers.Connection = "close";
            }

            response.ContentType = "text/html";
            await WriteAsync(server, response, Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
            return;
        }

        response.StatusCode = error == EngineError.Forbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(new ErrorBody((int)error, text), SocketIOJson.Default);
        await WriteAsync(server, response, body).ConfigureAwait(false);
    }

    /// <summary>Answers with a status only.</summary>
    public static void Empty(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
    }

    /// <summary>Writes a short body. A lost client is not an error.</summary>
    public static async Task WriteAsync(EngineServer server, HttpResponse response, byte[] body)
    {
        response.ContentLength = body.Length;
        try
        {
            await response.Body.WriteAsync(body, response.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            server.Log.PollingFailed(gone);
        }
    }

    private sealed record ErrorBody(int Code, string Message);
}
