using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Host.Endpoints;
using ActorChat.Host.Operations.Limits;
using ActorChat.Host.Operations.Security;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Operations.Passwords;

/// <summary><c>POST /change-password</c>: a new password. Every token of the user and every session end; the answer brings a new token.</summary>
internal static class ChangePasswordEndpoint
{
    public static void MapChangePassword(this IEndpointRouteBuilder app) =>
        app.MapPost("/change-password", ChangeAsync).RequireAuthorization().WithTags("Accounts")
            .WithSummary("Changes the password: ends all tokens and sessions of the user, gives a new token")
            .Accepts<ChangePasswordBody>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<LoggedInBody>, ProblemHttpResult>> ChangeAsync(
        HttpContext http, RequestBody body, AccountStore accounts, PasswordHasher passwords, TokenService tokens, IChatActors actors,
        AccountLimits attempts, PasswordRules rules, SecurityLog security)
    {
        var login = http.Token().Login;
        if (await body.ReadAsync<ChangePasswordBody>(http) is not { Password: { } password, NewPassword: { } wanted })
        {
            return HttpProblem.InvalidRequest.Because("password and newPassword must be given.");
        }

        if (rules.ProblemOf(login.Name, wanted) is { } problem)
        {
            return HttpProblem.InvalidPassword.Because(problem);
        }

        if (attempts.CountLogin(http, login) is { } refusal)
        {
            return refusal;
        }

        var known = await accounts.FindForLoginAsync(login);
        switch (await passwords.VerifyAsync(known?.PasswordHash, password))
        {
            case PasswordVerdict.Busy:
                attempts.NotChecked(http, login);
                return Refusing.Busy(http);
            case PasswordVerdict.Wrong:
                security.LoginFailed(login.Name, http.Connection.RemoteIpAddress);
                return HttpProblem.InvalidCredentials.Because(null);
        }

        attempts.Succeeded(http, login);
        if (await passwords.HashAsync(wanted) is not { } hash)
        {
            return Refusing.Busy(http);
        }

        await accounts.SavePasswordAsync(login, hash);
        await tokens.EndAllAsync(login);
        await actors.EndSessionsAsync(login, null, CloseReason.TokenEnded);
        security.PasswordChanged(login.Name, http.Connection.RemoteIpAddress);
        var token = await tokens.IssueAsync(login);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new LoggedInBody(login.Name, token.Text, HttpTime.Print(token.ExpiresAt)));
    }
}

/// <summary>What <c>/change-password</c> takes. It prints without the passwords.</summary>
internal sealed record ChangePasswordBody(string? Password, string? NewPassword)
{
    public override string ToString() => nameof(ChangePasswordBody);
}
