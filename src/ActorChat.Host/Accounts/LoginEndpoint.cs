using ActorChat.Actors.Common;
using ActorChat.Host.Http;
using ActorChat.Host.Observability;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary><c>POST /login</c>: a token for a login and its password. The answer and the work are the same whether the login exists or not.</summary>
internal static class LoginEndpoint
{
    public static void MapLogin(this IEndpointRouteBuilder app) =>
        app.MapPost("/login", LogInAsync).WithTags("Accounts").WithSummary("Logs in: gives a token")
            .Accepts<CredentialsBody>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<LoggedInBody>, ProblemHttpResult>> LogInAsync(
        HttpContext http, RequestBody body, PasswordGate gate, TokenService tokens, AccountLimits attempts, SecurityLog security)
    {
        if (await body.ReadAsync<CredentialsBody>(http) is not { Login: { } name, Password: { } password })
        {
            return HttpProblem.InvalidRequest.Because("login and password must be given.");
        }

        var isLogin = Login.TryParse(name, Login.MaxLength, out var login);
        var attempt = attempts.CountLogin(http, login.ForCounting());
        if (attempt.Refusal is { } refusal)
        {
            HostMetrics.LoginTried(HttpProblem.TooManyAttempts.Code);
            return refusal;
        }

        var address = attempts.AddressOf(http);
        var outcome = await gate.PassAsync(isLogin ? login : null, password, address, tokens.IssueAsync);
        switch (outcome)
        {
            case { Verdict: PasswordVerdict.Busy }:
                attempt.NotDone();
                HostMetrics.LoginTried(HttpProblem.Unavailable.Code);
                return Refusing.Busy(http);
            case { Verdict: PasswordVerdict.Wrong }:
                HostMetrics.LoginTried(HttpProblem.InvalidCredentials.Code);
                return Refuse(http, outcome.Known, security);
            case { Done: null }:
                attempt.Succeeded();
                HostMetrics.LoginTried("blocked");
                return Refuse(http, outcome.Known, security);
        }

        attempt.Succeeded();
        var (owner, token) = (outcome.Known!.Account.Login, outcome.Done);
        HostMetrics.LoginTried("ok");
        security.LoggedIn(owner.Name, http.Connection.RemoteIpAddress);
        if (outcome.Verdict == PasswordVerdict.RightButOutdated)
        {
            await gate.RehashAsync(outcome.Known, password, address);
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new LoggedInBody(owner.Name, token.Text, IsoTime.Text(token.ExpiresAt)));
    }

    private static ProblemHttpResult Refuse(HttpContext http, Credentials? known, SecurityLog security)
    {
        security.LoginFailed(known?.Account.Login.Name, http.Connection.RemoteIpAddress);
        http.Response.Headers.WWWAuthenticate = TokenAuthentication.SchemeName;
        return HttpProblem.InvalidCredentials.Because(null);
    }
}

/// <summary>The answer of <c>/login</c>. Its string form leaves the token out.</summary>
internal sealed record LoggedInBody(string Login, string Token, string ExpiresAt)
{
    public override string ToString() => $"Token of {Login}";
}
