using System.Diagnostics;
using ActorChat.Actors.Tracing;
using ActorChat.Host.Http;

namespace ActorChat.Host.Observability;

/// <summary>
/// The spans of HTTP requests, with OpenTelemetry's names. Those of Socket.IO are left out: a WebSocket would keep its span for its whole life. Unknown
/// paths, queries and headers are not recorded, because they may contain anything.
/// </summary>
internal sealed class HttpTraces(RequestDelegate next)
{
    private const string OtherMethod = "_OTHER";

    public Task InvokeAsync(HttpContext http) => SocketIoPath.IsSocketIo(http) ? next(http) : TraceAsync(http);

    private async Task TraceAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        var method = http.Request.Method is "GET" or "POST" or "HEAD" or "OPTIONS" ? http.Request.Method : OtherMethod;
        using var span = ChatTraces.Begin(method, ActivityKind.Server, TraceParent.Read(headers.TraceParent, headers.TraceState) ?? default);
        await next(http);
        if (span is null)
        {
            return;
        }

        span.SetTag("http.request.method", method).SetTag("http.response.status_code", http.Response.StatusCode);
        if ((http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            span.DisplayName = $"{method} {route}";
            span.SetTag("http.route", route);
        }

        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
