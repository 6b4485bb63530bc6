using ActorChat.Actors.Common;
using ActorChat.Host.Http;
using ActorChat.Host.Observability;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary><c>POST /change-password</c>: a new password. All tokens and sessions of the user end; the answer has a new token.</summary>
internal static class ChangePasswordEndpoint
{
    public static void MapChangePassword(this IEndpointRouteBuilder app) =>
        app.MapPost("/change-password", ChangeAsync).RequireAuthorization().WithTags("Accounts")
            .WithSummary("Changes the password: ends all tokens and sessions of the user, gives a new token")
            .Accepts<ChangePasswordBody>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<LoggedInBody>, ProblemHttpResult>> ChangeAsync(
        HttpContext http, RequestBody body, PasswordGate gate, PasswordHasher passwords, TokenService tokens, SessionEnding ending,
        AccountLimits attempts, PasswordRules rules, SecurityLog security)
    {
        var login = http.Token().Login;
        if (await body.ReadAsync<ChangePasswordBody>(http) is not { Password: { } password, NewPassword: { } wanted })
        {
            return HttpProblem.InvalidRequest.Because("password and newPassword must be given.");
        }

        if (rules.ProblemOf(login, wanted) is { } problem)
        {
            return problem;
        }

        var attempt = attempts.CountChange(http);
        if (attempt.Refusal is { } refusal)
        {
            return refusal;
        }

        var address = attempts.AddressOf(http);
        string? hash = null;
        var outcome = await gate.PassAsync(login, password, address, async verified =>
        {
            hash ??= await passwords.HashAsync(wanted, address, HashKind.Login);
            return hash is null ? Change.Busy : await tokens.ReplacePasswordAsync(verified, hash) is { } replaced ? new Change(replaced) : null;
        });
        if (outcome.Verdict == PasswordVerdict.Busy || outcome.Done == Change.Busy)
        {
            attempt.NotDone();
            return Refusing.Busy(http);
        }

        if (outcome.Done?.Replaced is not { } done)
        {
            security.LoginFailed(login.Name, http.Connection.RemoteIpAddress);
            return HttpProblem.InvalidCredentials.Because(null);
        }

        attempt.Succeeded();
        security.PasswordChanged(login.Name, http.Connection.RemoteIpAddress);
        await ending.EndAsync(login, done.Ended, CloseReason.TokenEnded);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new LoggedInBody(login.Name, done.Token.Text, IsoTime.Text(done.Token.ExpiresAt)));
    }

    /// <summary>The result of a change whose password was right.</summary>
    private sealed record Change(PasswordReplaced? Replaced)
    {
        /// <summary>The new password could not be hashed now.</summary>
        public static readonly Change Busy = new((PasswordReplaced?)null);
    }
}

/// <summary>The body of <c>/change-password</c>. Its string form leaves the passwords out.</summary>
internal sealed record ChangePasswordBody(string? Password, string? NewPassword)
{
    public override string ToString() => nameof(ChangePasswordBody);
}
