using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>Answers that do not depend on a transport.</summary>
internal static class EngineResponses
{
    /// <summary>The packet 0{"sid":...} as a finished frame.</summary>
    public static ReadOnlySpan<byte> HandshakePacket(EngineConnection connection, bool upgrade)
    {
        var options = connection.Server.Options;
        var builder = new FrameBuilder();
        builder.Write(EnginePacketType.Open);
        using (var json = new Utf8JsonWriter(builder))
        {
            json.WriteStartObject();
            json.WriteString("sid", connection.Id);
            json.WriteStartArray("upgrades");
            if (upgrade)
            {
                json.WriteStringValue("websocket");
            }

            json.WriteEndArray();
            json.WriteNumber("pingInterval", (long)options.PingInterval.TotalMilliseconds);
            json.WriteNumber("pingTimeout", (long)options.PingTimeout.TotalMilliseconds);
            json.WriteNumber("maxPayload", options.MaxPayloadBytes);
            json.WriteEndObject();
        }

        builder.EndText();
        return builder.Frames;
    }

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
            await WriteAsync(response, System.Text.Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
            return;
        }

        response.StatusCode = error == EngineError.Forbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(new ErrorBody((int)error, text), SocketIOJson.Default);
        await WriteAsync(response, body).ConfigureAwait(false);
    }

    /// <summary>Answers with a status alone.</summary>
    public static void Empty(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
    }

    private static async Task WriteAsync(HttpResponse response, byte[] body)
    {
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, response.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    private sealed record ErrorBody(int Code, string Message);
}
