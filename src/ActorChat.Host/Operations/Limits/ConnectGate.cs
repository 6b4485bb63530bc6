using System.Diagnostics;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Endpoints;
using ActorChat.Host.Gateway;
using ActorChat.Host.Operations.Security;

namespace ActorChat.Host.Operations.Limits;

/// <summary>The way in for new Socket.IO connections that come by HTTP: answers those who may not connect.</summary>
internal sealed class ConnectGate(RequestDelegate next, ConnectRules rules, SecurityLog security)
{
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (!GatewayExtensions.Connects(http) || HttpMethods.IsOptions(request.Method))
        {
            return next(http);
        }

        return rules.Judge(request.Headers.Origin.ToString(), (request.Scheme, request.Host.ToString()), http.Connection.RemoteIpAddress) is { } refusal
            ? RefuseAsync(http, refusal)
            : next(http);
    }

    private Task RefuseAsync(HttpContext http, ConnectRefusal refusal)
    {
        var address = http.Connection.RemoteIpAddress;
        switch (refusal)
        {
            case ConnectRefusal.Stopping:
                return AccountLimits.Refuse(http, HttpProblem.Unavailable, ComeAgain).ExecuteAsync(http);
            case ConnectRefusal.StrangeOrigin:
                security.ConnectRefused("origin", address);
                return HttpProblem.Forbidden.WriteAsync(http, "The origin is not allowed.");
            case ConnectRefusal.TooMany tooMany:
                ChatMetrics.RateLimited(tooMany.Limit);
                security.ConnectRefused(tooMany.Limit, address);
                return AccountLimits.Refuse(http, HttpProblem.RateLimited, tooMany.Wait).ExecuteAsync(http);
            default:
                throw new UnreachableException();
        }
    }
}
