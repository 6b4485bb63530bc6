using System.Diagnostics;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Http;
using ActorChat.Host.Observability;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

/// <summary>The gate for Socket.IO through HTTP: refuses clients that may not connect, and pages of other origins whatever they ask.</summary>
internal sealed class ConnectGate(RequestDelegate next, ConnectRules rules, SecurityLog security)
{
    private static readonly HttpProblem StrangeOrigin = HttpProblem.Forbidden with { Title = "The origin is not allowed." };

    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (!SocketIoPath.IsSocketIo(http) || HttpMethods.IsOptions(request.Method))
        {
            return next(http);
        }

        var page = new AskingPage(
            request.Headers.Origin.ToString(),
            request.Headers[DirectAdmission.SiteHeader].ToString(),
            (request.Scheme, request.Host.ToString()),
            request.AsksForScript());
        var refusal = SocketIoPath.Connects(http) ? rules.Judge(page, http.Connection.RemoteIpAddress) : rules.JudgeUse(page);
        return refusal is null ? next(http) : RefuseAsync(http, refusal);
    }

    private Task RefuseAsync(HttpContext http, ConnectRefusal refusal)
    {
        var address = http.Connection.RemoteIpAddress;
        switch (refusal)
        {
            case ConnectRefusal.Stopping:
                return Refusing.WithWait(http, HttpProblem.Unavailable, ComeAgain).ExecuteAsync(http);
            case ConnectRefusal.StrangeOrigin:
                security.ConnectRefused("origin", address);
                return StrangeOrigin.WriteAsync(http);
            case ConnectRefusal.TooMany tooMany:
                ChatMetrics.RateLimited(tooMany.Limit);
                security.ConnectRefused(tooMany.Limit, address);
                return Refusing.WithWait(http, HttpProblem.RateLimited, tooMany.Wait).ExecuteAsync(http);
            default:
                throw new UnreachableException();
        }
    }
}
