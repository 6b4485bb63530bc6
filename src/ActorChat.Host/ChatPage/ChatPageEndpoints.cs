using ActorChat.Host.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ActorChat.Host.ChatPage;

/// <summary>The chat page at <c>/</c>: three files that are part of the program. Their source is in <c>clients/chat-page</c>.</summary>
internal static class ChatPageEndpoints
{
    /// <summary>
    /// Only the page's own files run and are shown, and only this server is asked; <c>'self'</c> covers its WebSocket too. No other page can frame it, and
    /// no text becomes code.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
        + "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly (string Path, Lazy<PageFile> File, string Type)[] s_files =
    [
        ("/", PageFile.Of("index.html"), "text/html; charset=utf-8"),
        ("/chat-page.js", PageFile.Of("chat-page.js"), "text/javascript; charset=utf-8"),
        ("/chat-page.css", PageFile.Of("chat-page.css"), "text/css; charset=utf-8"),
    ];

    public static void MapChatPage(this IEndpointRouteBuilder app, HttpSettings settings)
    {
        if (!settings.ChatPage)
        {
            return;
        }

        foreach (var (path, file, type) in s_files)
        {
            app.MapGet(path, (HttpContext http) => Answer(http, file.Value, type)).ExcludeFromDescription();
        }
    }

    private static FileContentHttpResult Answer(HttpContext http, PageFile file, string type)
    {
        var headers = http.Response.Headers;
        // Also with an answer "not modified": browsers take over its headers.
        headers.ContentSecurityPolicy = Policy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Asked each time, so that the page is never older than the server; what has not changed is not sent again.
        headers.CacheControl = "no-cache";
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (!TakesGzip(http.Request))
        {
            return TypedResults.Bytes(file.Plain, type, entityTag: file.PlainTag);
        }

        headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(file.Compressed, type, entityTag: file.CompressedTag);
    }

    private static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(static coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0);
}
