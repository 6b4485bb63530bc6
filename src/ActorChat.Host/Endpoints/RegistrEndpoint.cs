using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;
using ActorChat.Host.Operations;
using ActorChat.Host.Operations.Limits;
using ActorChat.Host.Operations.Passwords;
using ActorChat.Storage.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Endpoints;

/// <summary><c>POST /registr</c>: a new user.</summary>
internal static class RegistrEndpoint
{
    public static void MapRegistr(this IEndpointRouteBuilder app) =>
        app.MapPost("/registr", RegisterAsync).WithTags("Accounts").WithSummary("Registers a user")
            .Accepts<CredentialsBody>("application/json")
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Created<RegisteredBody>, ProblemHttpResult>> RegisterAsync(
        HttpContext http, RequestBody body, AccountStore accounts, PasswordHasher passwords, AccountLimits attempts, PasswordRules rules, LimitSettings limits)
    {
        var wanted = await body.ReadAsync<CredentialsBody>(http);
        if (NewLogin.ProblemOf(wanted.Login, limits.LoginLength, out var login) is { } wrong)
        {
            return HttpProblem.InvalidLogin.Because(wrong);
        }

        if (rules.ProblemOf(wanted.Login, wanted.Password) is { } problem)
        {
            return HttpProblem.InvalidPassword.Because(problem);
        }

        if (attempts.CountRegistration(http, login) is { } refusal)
        {
            return refusal;
        }

        if (await accounts.IsTakenAsync(login))
        {
            return HttpProblem.LoginTaken.Because(null);
        }

        if (await passwords.HashAsync(wanted.Password!) is not { } hash)
        {
            return Refusing.Busy(http);
        }

        if (!await accounts.RegisterAsync(login, hash))
        {
            return HttpProblem.LoginTaken.Because(null);
        }

        HostMetrics.UserRegistered();
        return TypedResults.Created((string?)null, new RegisteredBody(login.Name));
    }
}

/// <summary>What <c>/registr</c> and <c>/login</c> take. It prints without the password.</summary>
internal sealed record CredentialsBody(string? Login, string? Password)
{
    public override string ToString() => $"Credentials of {Login}";
}

internal sealed record RegisteredBody(string Login);
