using System.Security.Claims;
using System.Text.Encodings.Web;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ActorChat.Host.Accounts;

/// <summary>
/// Lets in requests with a valid token, <c>Authorization: Bearer …</c> (RFC 6750). For a token that is not in memory the tables are asked, so one address may
/// ask only so often about unknown ones.
/// </summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, TokenService tokens, RateLimits limits, SecurityLog security)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";
    private const string Limit = "unknown-tokens-per-address";

    /// <summary>How long to wait before the next token is checked; null if this one was.</summary>
    private TimeSpan? _wait;

    /// <summary>The text of the request's token; null if it has none.</summary>
    public static string? TokenText(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenText(Request) is not { } text)
        {
            return AuthenticateResult.NoResult();
        }

        if (await ValidateAsync(text) is not { } token)
        {
            return AuthenticateResult.Fail(HttpProblem.InvalidToken.Title);
        }

        Context.Features.Set(token);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, token.Login.Name)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_wait is { } wait)
        {
            ChatMetrics.RateLimited(Limit);
            await Refusing.WithWait(Context, HttpProblem.RateLimited, wait).ExecuteAsync(Context);
            return;
        }

        var brought = TokenText(Request) is not null;
        Response.Headers.WWWAuthenticate = brought ? $"{SchemeName} error=\"{HttpProblem.InvalidToken.Code}\"" : SchemeName;
        await HttpProblem.InvalidToken.WriteAsync(Context);
    }

    private async Task<AccessToken?> ValidateAsync(string text)
    {
        var address = Context.Connection.RemoteIpAddress;
        if (tokens.IsInMemory(text))
        {
            return await tokens.ValidateAsync(text);
        }

        var current = limits.Current;
        var charge = new LimitSet(limits.Now)
            .Add(Limit, limits.UnknownTokensByAddress, ClientAddress.Of(address, current.Ipv6PrefixBits), current.UnknownTokensPerAddress, Counts.IfFailed)
            .Take();
        if (charge.RefusedBy is not null)
        {
            _wait = charge.Wait;
            return null;
        }

        var token = await tokens.ValidateAsync(text);
        if (token is not null)
        {
            charge.Succeeded();
            return token;
        }

        security.TokenRefused(HttpProblem.InvalidToken.Code, address);
        return null;
    }
}

internal static class TokenAuthenticationExtensions
{
    public static void AddTokenAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(TokenAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddAuthorization();
    }

    /// <summary>The token of an endpoint that requires one.</summary>
    public static AccessToken Token(this HttpContext http) => http.Features.Get<AccessToken>() ?? throw new InvalidOperationException("The end point requires no token.");
}
