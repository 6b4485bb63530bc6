using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>
/// JSONP polling, requested by a query field j: answers are a script that calls ___eio[j], bodies a form with a field d. For clients from before browsers had
/// cross-origin requests.
/// </summary>
internal static class Jsonp
{
    /// <summary>Escapes only what a script cannot hold, so that an answer is hardly longer than its payload.</summary>
    private static readonly JsonSerializerOptions s_script = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsAskedFor(HttpContext context) => Index(context) is not null;

    public static ReadOnlyMemory<byte> Wrap(HttpContext context, ReadOnlyMemory<byte> payload)
    {
        if (Index(context) is not { } index)
        {
            return payload;
        }

        var digits = string.Concat(index.Where(char.IsAsciiDigit));
        context.Response.ContentType = "text/javascript; charset=UTF-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Encoding.UTF8.GetBytes($"___eio[{digits}]({JsonSerializer.Serialize(Encoding.UTF8.GetString(payload.Span), s_script)});");
    }

    /// <summary>Finds the payload in a form and decodes it in place, since decoding only shortens it.</summary>
    /// <returns>False when the form does not have the field exactly once.</returns>
    public static bool TryUnwrap(Memory<byte> form, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        var data = default(Memory<byte>);
        var found = 0;
        foreach (var field in form.Span.Split((byte)'&'))
        {
            if (form.Span[field].StartsWith("d="u8))
            {
                data = form[field]["d=".Length..];
                found++;
            }
        }

        if (found != 1)
        {
            return false;
        }

        payload = data[..UnescapeLines(data.Span[..DecodeUrl(data.Span)])];
        return true;
    }

    private static string? Index(HttpContext context) => EngineQuery.Of(context.Request).Script;

    /// <summary>Decodes the escapes of a form; invalid ones are kept as they are.</summary>
    private static int DecodeUrl(Span<byte> data)
    {
        var length = 0;
        for (var at = 0; at < data.Length; at++)
        {
            var value = data[at];
            if (value == (byte)'+')
            {
                value = (byte)' ';
            }
            else if (value == (byte)'%' && at + 2 < data.Length
                && Utf8Parser.TryParse(data.Slice(at + 1, 2), out byte escaped, out var used, 'x') && used == 2)
            {
                value = escaped;
                at += 2;
            }

            data[length++] = value;
        }

        return length;
    }

    /// <summary>The client escapes line feeds, and escapes twice those that were escaped already.</summary>
    private static int UnescapeLines(Span<byte> data)
    {
        var length = 0;
        for (var at = 0; at < data.Length; at++)
        {
            var rest = data[at..];
            var value = data[at];
            if (rest.StartsWith("\\n"u8))
            {
                value = (byte)'\n';
                at++;
            }
            else if (rest.StartsWith("\\\\n"u8))
            {
                // This one stays an escaped line feed; its second backslash is removed.
                at++;
            }

            data[length++] = value;
        }

        return length;
    }
}
