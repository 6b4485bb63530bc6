using ActorChat.Actors.Common;
using ActorChat.Host.Operations;
using ActorChat.Host.Operations.Limits;
using ActorChat.Host.Operations.Security;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Endpoints;

/// <summary><c>POST /login</c>: a token for a login and its password. The answer and the work are the same whether the login exists or not.</summary>
internal static class LoginEndpoint
{
    public static void MapLogin(this IEndpointRouteBuilder app) =>
        app.MapPost("/login", LogInAsync).WithTags("Accounts").WithSummary("Logs in: gives a token")
            .Accepts<CredentialsBody>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<LoggedInBody>, ProblemHttpResult>> LogInAsync(
        HttpContext http, RequestBody body, AccountStore accounts, PasswordHasher passwords, TokenService tokens, AccountLimits attempts, SecurityLog security)
    {
        if (await body.ReadAsync<CredentialsBody>(http) is not { Login: { } name, Password: { } password })
        {
            return HttpProblem.InvalidRequest.Because("login and password must be given.");
        }

        var isLogin = Login.TryParse(name, Login.MaxLength, out var login);
        if (attempts.CountLogin(http, login.ForCounting()) is { } refusal)
        {
            HostMetrics.LoginTried(HttpProblem.TooManyAttempts.Code);
            return refusal;
        }

        var known = isLogin ? await accounts.FindForLoginAsync(login) : null;
        switch (await passwords.VerifyAsync(known?.PasswordHash, password))
        {
            case PasswordVerdict.Busy:
                attempts.NotChecked(http, login.ForCounting());
                HostMetrics.LoginTried(HttpProblem.Unavailable.Code);
                return Refusing.Busy(http);
            case PasswordVerdict.Wrong:
                HostMetrics.LoginTried(HttpProblem.InvalidCredentials.Code);
                security.LoginFailed(known?.Account.Login.Name, http.Connection.RemoteIpAddress);
                http.Response.Headers.WWWAuthenticate = TokenAuthentication.SchemeName;
                return HttpProblem.InvalidCredentials.Because(null);
            case PasswordVerdict.RightButOutdated:
                await RehashAsync(accounts, passwords, login, password);
                break;
        }

        attempts.Succeeded(http, login.ForCounting());
        var owner = known!.Account.Login;
        var token = await tokens.IssueAsync(owner);
        // Asked after the token is made: a block that comes meanwhile either shows here or ends the token.
        if ((await accounts.FindForLoginAsync(owner))?.IsBlocked != false)
        {
            await tokens.EndAsync(token.Text);
            HostMetrics.LoginTried("blocked");
            security.LoginFailed(owner.Name, http.Connection.RemoteIpAddress);
            http.Response.Headers.WWWAuthenticate = TokenAuthentication.SchemeName;
            return HttpProblem.InvalidCredentials.Because(null);
        }

        HostMetrics.LoginTried("ok");
        security.LoggedIn(owner.Name, http.Connection.RemoteIpAddress);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new LoggedInBody(owner.Name, token.Text, HttpTime.Print(token.ExpiresAt)));
    }

    /// <summary>Stores the password at today's cost; where the hasher is busy, the next login does.</summary>
    private static async Task RehashAsync(AccountStore accounts, PasswordHasher passwords, Login login, string password)
    {
        if (await passwords.HashAsync(password) is { } hash)
        {
            await accounts.SavePasswordAsync(login, hash);
        }
    }
}

/// <summary>What <c>/login</c> answers. It prints without the token.</summary>
internal sealed record LoggedInBody(string Login, string Token, string ExpiresAt)
{
    public override string ToString() => $"Token of {Login}";
}
