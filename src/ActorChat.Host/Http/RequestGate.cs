using ActorChat.Actors.Metrics;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Http;

/// <summary>
/// Limits how many requests one address makes, of any kind: also those that no other limit counts, such as unknown paths. Socket.IO has separate limits.
/// </summary>
internal sealed class RequestGate(RequestDelegate next, RateLimits limits)
{
    public Task InvokeAsync(HttpContext http)
    {
        var current = limits.Current;
        if (SocketIoPath.IsSocketIo(http)
            || limits.RequestsByAddress.TryTake(ClientAddress.Of(http.Connection.RemoteIpAddress, current.Ipv6PrefixBits), current.RequestsPerAddress, limits.Now, out var wait))
        {
            return next(http);
        }

        ChatMetrics.RateLimited("requests-per-address");
        return Refusing.WithWait(http, HttpProblem.RateLimited, wait).ExecuteAsync(http);
    }
}
