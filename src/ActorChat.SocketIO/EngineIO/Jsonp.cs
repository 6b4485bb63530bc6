using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorChat.SocketIO;

/// <summary>
/// JSONP polling, asked for by a query field j: answers are a script that calls ___eio[j], bodies a form with a field d.
/// Kept for clients older than browsers' cross-origin requests.
/// </summary>
internal static class Jsonp
{
    private static readonly JsonSerializerOptions s_script = new() { Encoder = JavaScriptEncoder.Default };

    public static ReadOnlyMemory<byte> Wrap(HttpContext context, ReadOnlyMemory<byte> payload)
    {
        if (!context.Request.Query.TryGetValue("j", out var index))
        {
            return payload;
        }

        var digits = string.Concat(EngineRequest.Last(index).Where(char.IsAsciiDigit));
        context.Response.ContentType = "text/javascript; charset=UTF-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Encoding.UTF8.GetBytes($"___eio[{digits}]({JsonSerializer.Serialize(Encoding.UTF8.GetString(payload.Span), s_script)});");
    }

    public static ReadOnlyMemory<byte> Unwrap(HttpContext context, ReadOnlyMemory<byte> body)
    {
        if (!context.Request.Query.ContainsKey("j"))
        {
            return body;
        }

        var form = new FormReader(Encoding.UTF8.GetString(body.Span)).ReadForm();
        var data = form.TryGetValue("d", out var values) ? values.ToString() : "";

        // The client escapes line feeds, and those it had escaped already twice.
        const string Escaped = "\u0000";
        data = data.Replace("\\\\n", Escaped, StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace(Escaped, "\\n", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(data);
    }
}
