using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ActorChat.SocketIO;

/// <summary>Cross-origin headers. Every answer has them, because without them a browser hides even the error codes.</summary>
internal sealed class Cors(EngineCors rules)
{
    private readonly HashSet<string> _origins = new(rules.Origins, StringComparer.OrdinalIgnoreCase);

    public void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (rules.AnyOrigin)
        {
            headers.AccessControlAllowOrigin = "*";
        }
        else
        {
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            var origin = context.Request.Headers.Origin.ToString();
            if (_origins.Contains(origin))
            {
                headers.AccessControlAllowOrigin = origin;
            }
        }

        if (rules.Credentials)
        {
            headers.AccessControlAllowCredentials = "true";
        }

        if (rules.ExposedHeaders is { } exposed)
        {
            headers.AccessControlExposeHeaders = exposed;
        }
    }

    /// <summary>The header lines that <see cref="Apply"/> adds when any origin is allowed.</summary>
    public static string DirectHeaders(EngineCors? rules) => rules is null
        ? ""
        : "Access-Control-Allow-Origin: *\r\n"
            + (rules.Credentials ? "Access-Control-Allow-Credentials: true\r\n" : "")
            + (rules.ExposedHeaders is { } exposed ? $"Access-Control-Expose-Headers: {exposed}\r\n" : "");

    public void AnswerPreflight(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = rules.Methods;
        if (rules.AllowedHeaders is { } allowed)
        {
            headers.AccessControlAllowHeaders = allowed;
        }
        else
        {
            headers.Append(HeaderNames.Vary, HeaderNames.AccessControlRequestHeaders);
            if (context.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } requested && IsPlain(requested))
            {
                headers.AccessControlAllowHeaders = requested;
            }
        }

        if (rules.MaxAge is { } age)
        {
            headers.AccessControlMaxAge = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        EngineResponses.Empty(context, StatusCodes.Status204NoContent);
        context.Response.ContentLength = null;
    }

    /// <summary>Whether the value can be echoed in an answer: a header takes printable ASCII only.</summary>
    private static bool IsPlain(StringValues value) => !value.ToString().AsSpan().ContainsAnyExceptInRange(' ', '~');
}
