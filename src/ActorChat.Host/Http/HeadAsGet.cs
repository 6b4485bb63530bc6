using Microsoft.AspNetCore.Http.Features;

namespace ActorChat.Host.Http;

/// <summary>
/// Answers a HEAD like a GET, without the body (RFC 9110, section 9.3.2), whatever the endpoint writes: over HTTP/2 a body would end the stream as a breach
/// of the protocol. Socket.IO is left out, because its GET takes what waits for a client.
/// </summary>
internal static class HeadAsGet
{
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method) && !SocketIoPath.IsSocketIo(http))
        {
            http.Request.Method = HttpMethods.Get;
            http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null, http.Features.GetRequiredFeature<IHttpResponseBodyFeature>()));
        }

        return next(http);
    });

    /// <summary>Whether nobody will see the body: then an endpoint need not make a long one.</summary>
    public static bool IsHead(HttpContext http) => http.Response.Body == Stream.Null;

    /// <summary>Where GET is allowed, HEAD is too.</summary>
    public static void AddToAllowed(IHeaderDictionary headers)
    {
        var allowed = headers.Allow.ToString();
        if (allowed.Contains(HttpMethods.Get, StringComparison.Ordinal) && !allowed.Contains(HttpMethods.Head, StringComparison.Ordinal))
        {
            headers.Allow = $"{allowed}, {HttpMethods.Head}";
        }
    }
}
