using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>Writes the answer to a poll.</summary>
internal static class PollResponse
{
    public static async Task WriteAsync(HttpContext context, EngineConnection connection, PollAnswer answer)
    {
        var response = context.Response;
        if (answer.Buffer is null)
        {
            context.Abort();
            return;
        }

        var payload = new ArrayBufferWriter<byte>(Math.Max(64, answer.Count));
        response.ContentType = "text/plain; charset=UTF-8";
        if (connection.Protocol == 3)
        {
            response.ContentType = Engine3Payload.Encode(answer.Frames, allowBinary: !connection.Request.Query.Any(static field => field.Key == "b64"), payload);
        }
        else
        {
            PayloadCodec.Encode(answer.Frames, payload);
        }

        response.Headers.CacheControl = "no-store";
        var body = Jsonp.Wrap(context, payload.WrittenMemory);
        var threshold = connection.Server.Options.HttpCompressionThreshold;
        if (answer.Compress && threshold >= 0 && body.Length >= threshold && Encoding(context.Request) is { } encoding)
        {
            response.Headers.ContentEncoding = encoding;
            response.Headers.Append("Vary", "Accept-Encoding");
            body = Compress(body.Span, encoding);
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>gzip or deflate, whichever the client prefers; gzip if it prefers neither.</summary>
    private static string? Encoding(HttpRequest request)
    {
        var gzip = 0.0;
        var deflate = 0.0;
        foreach (var item in request.GetTypedHeaders().AcceptEncoding)
        {
            var quality = item.Quality ?? 1.0;
            switch (item.Value.Value)
            {
                case "gzip":
                    gzip = quality;
                    break;
                case "deflate":
                    deflate = quality;
                    break;
                case "*":
                    gzip = Math.Max(gzip, quality);
                    break;
                default:
                    break;
            }
        }

        return gzip == 0 && deflate == 0 ? null : gzip >= deflate ? "gzip" : "deflate";
    }

    private static byte[] Compress(ReadOnlySpan<byte> body, string encoding)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding == "gzip"
            ? new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)
            : new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }
}
