using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ActorChat.Host.Pages;

/// <summary>A page of three files that are part of the program: its document at <c>/</c>, a script and a style. Its source is under <c>clients</c>.</summary>
internal static class BuiltPage
{
    /// <summary>
    /// Only the page's own files run and are shown, and only this server is asked; <c>'self'</c> covers its WebSocket too. No other page can frame it, and
    /// no text becomes code.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
        + "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <param name="app">The routes of the address that serves it.</param>
    /// <param name="folder">The folder of the host that has its files.</param>
    /// <param name="name">The name of its script and its style.</param>
    public static void MapBuiltPage(this IEndpointRouteBuilder app, string folder, string name)
    {
        Map(app, "/", PageFile.Of(folder, "index.html"), "text/html; charset=utf-8");
        Map(app, $"/{name}.js", PageFile.Of(folder, $"{name}.js"), "text/javascript; charset=utf-8");
        Map(app, $"/{name}.css", PageFile.Of(folder, $"{name}.css"), "text/css; charset=utf-8");
    }

    private static void Map(IEndpointRouteBuilder app, string path, Lazy<PageFile> file, string type) =>
        app.MapGet(path, (HttpContext http) => Answer(http, file.Value, type)).ExcludeFromDescription();

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
