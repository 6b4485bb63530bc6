using System.Security.Claims;
using System.Text.Encodings.Web;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ActorChat.Host.Endpoints;

/// <summary>Lets in who brings a valid token as <c>Authorization: Bearer …</c> (RFC 6750).</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, TokenService tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

    /// <summary>The text of the token that a request brought; null when it brought none.</summary>
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

        if (await tokens.ValidateAsync(text) is not { } token)
        {
            return AuthenticateResult.Fail(HttpProblem.InvalidToken.Title);
        }

        Context.Features.Set(token);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, token.Login.Name)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var brought = TokenText(Request) is not null;
        Response.Headers.WWWAuthenticate = brought ? $"{SchemeName} error=\"{HttpProblem.InvalidToken.Code}\"" : SchemeName;
        await HttpProblem.InvalidToken.WriteAsync(Context);
    }
}

internal static class TokenAuthenticationExtensions
{
    public static void AddTokenAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(TokenAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddAuthorization();
    }

    /// <summary>The token of an end point that requires one.</summary>
    public static AccessToken Token(this HttpContext http) => http.Features.Get<AccessToken>() ?? throw new InvalidOperationException("The end point requires no token.");
}
