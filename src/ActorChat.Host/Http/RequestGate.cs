using ActorChat.Actors.Metrics;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Http;

/// <summary>Bounds how many requests one address makes, whatever they ask for: also those that no other limit counts, such as for what there is not. Socket.IO has limits of its own.</summary>
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
