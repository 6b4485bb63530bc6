using System.Security.Cryptography;
using System.Text;
using ActorChat.Host.Endpoints;
using ActorChat.Host.Operations.Security;

namespace ActorChat.Host.Operations.Admin;

/// <summary>Lets in who brings the admin token, and writes down every use of the admin interface with its outcome.</summary>
internal sealed class AdminFilter(string token) : IEndpointFilter
{
    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var security = http.RequestServices.GetRequiredService<SecurityLog>();
        var (action, target) = ($"{http.Request.Method} {((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText}", Target(http));
        // Compared by digest and in constant time: neither length nor prefix of the token shows.
        var brought = SHA256.HashData(Encoding.UTF8.GetBytes(TokenAuthentication.TokenText(http.Request) ?? ""));
        if (!CryptographicOperations.FixedTimeEquals(brought, _digest))
        {
            security.AdminDid(action, target, http.Connection.RemoteIpAddress, HttpProblem.InvalidToken.Code);
            return HttpProblem.InvalidToken.Because(null);
        }

        var result = await next(context);
        security.AdminDid(action, Target(http), http.Connection.RemoteIpAddress, Outcome(result));
        return result;
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
