using ActorChat.Actors.Limits;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Endpoints;
using ActorChat.Host.Gateway;
using ActorChat.Host.Operations.Security;
using ActorChat.Host.Operations.Stopping;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Operations.Limits;

/// <summary>The way in for new Socket.IO connections: closed when the server stops, to strange origins, and past the limits.</summary>
internal sealed class ConnectGate(RequestDelegate next, RateLimits limits, Drain drain, HttpSettings settings, SecurityLog security)
{
    /// <summary>The parameter that a request of a connection has, and one for a new connection has not.</summary>
    private const string SessionParameter = "sid";

    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _origins = new(settings.CorsOrigins, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext http)
    {
        if (!GatewayExtensions.IsSocketIo(http) || HttpMethods.IsOptions(http.Request.Method) || http.Request.Query.ContainsKey(SessionParameter))
        {
            return next(http);
        }

        if (drain.HasBegun)
        {
            return AccountLimits.Refuse(http, HttpProblem.Unavailable, ComeAgain).ExecuteAsync(http);
        }

        if (!IsFromAllowedOrigin(http.Request))
        {
            security.ConnectRefused("origin", http.Connection.RemoteIpAddress);
            return HttpProblem.Forbidden.WriteAsync(http, "The origin is not allowed.");
        }

        var (now, current) = (limits.Now, limits.Current);
        var address = ClientAddress.Of(http.Connection.RemoteIpAddress, current.Ipv6PrefixBits);
        return !limits.ConnectsByAddress.TryTake(address, current.ConnectsPerAddress, now, out var wait) ? RefuseAsync(http, "connects-per-address", wait)
            : !limits.Connects.TryTake(current.Connects, now, out wait) ? RefuseAsync(http, "connects", wait)
            : next(http);
    }

    private Task RefuseAsync(HttpContext http, string limit, TimeSpan wait)
    {
        ChatMetrics.RateLimited(limit);
        security.ConnectRefused(limit, http.Connection.RemoteIpAddress);
        return AccountLimits.Refuse(http, HttpProblem.RateLimited, wait).ExecuteAsync(http);
    }

    /// <summary>Browsers name the page's origin, which CORS alone does not check for WebSockets; programs name none.</summary>
    private bool IsFromAllowedOrigin(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || _origins.Contains(HttpSettings.AnyOrigin)
        || _origins.Contains(origin)
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
