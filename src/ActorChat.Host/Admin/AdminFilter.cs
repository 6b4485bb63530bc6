using System.Security.Cryptography;
using System.Text;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Admin;

/// <summary>Lets in requests with the admin token, and logs every use of the admin interface with its outcome.</summary>
internal sealed class AdminFilter(string token) : IEndpointFilter
{
    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var security = http.RequestServices.GetRequiredService<SecurityLog>();
        var action = $"{http.Request.Method} {((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText}";
        // What it answers is about users, and must not stay in a browser.
        http.Response.Headers.CacheControl = "no-store";
        // Compared by digest and in constant time, so neither the length nor a prefix of the token leaks.
        var brought = SHA256.HashData(Encoding.UTF8.GetBytes(TokenAuthentication.TokenText(http.Request) ?? ""));
        if (!CryptographicOperations.FixedTimeEquals(brought, _digest))
        {
            security.AdminRefused(action, http.Connection.RemoteIpAddress);
            return Refuse(http);
        }

        try
        {
            var result = await next(context);
            Log(security, http, action, Outcome(result));
            return result;
        }
        catch (Exception failure)
        {
            Log(security, http, action, failure is HttpRefusedException refused ? refused.Problem.Code : "failed");
            throw;
        }
    }

    /// <summary>Guessing is slowed down. A request with the token is not, even while others guess.</summary>
    private static ProblemHttpResult Refuse(HttpContext http)
    {
        var limits = http.RequestServices.GetRequiredService<RateLimits>();
        var address = ClientAddress.Of(http.Connection.RemoteIpAddress, limits.Current.Ipv6PrefixBits);
        if (limits.AdminRefusalsByAddress.TryTake(address, limits.Current.AdminRefusalsPerAddress, limits.Now, out var wait))
        {
            http.Response.Headers.WWWAuthenticate = TokenAuthentication.SchemeName;
            return HttpProblem.InvalidToken.Because(null);
        }

        ChatMetrics.RateLimited("admin-refusals-per-address");
        return Refusing.WithWait(http, HttpProblem.TooManyAttempts, wait);
    }

    private static void Log(SecurityLog security, HttpContext http, string action, string outcome)
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            security.AdminRead(action, Target(http), http.Connection.RemoteIpAddress, outcome);
        }
        else
        {
            security.AdminDid(action, Target(http), http.Connection.RemoteIpAddress, outcome);
        }
    }

    private static string Target(HttpContext http) => string.Join(' ', http.Request.RouteValues.Values);

    private static string Outcome(object? result)
    {
        while (result is INestedHttpResult nested)
        {
            result = nested.Result;
        }

        return (result as IStatusCodeHttpResult)?.StatusCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "done";
    }
}
