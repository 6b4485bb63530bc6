using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Host.Operations.Limits;
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
        HttpContext http, RequestBody body, AccountStore accounts, PasswordHasher passwords, AccountLimits attempts, LimitSettings limits)
    {
        var wanted = await body.ReadAsync<CredentialsBody>(http);
        if (!Login.TryParse(wanted.Login, limits.LoginLength, out var login))
        {
            return HttpProblem.InvalidLogin.Because($"A login has 1 to {limits.LoginLength} characters: letters and digits of any script and _ . - @ +");
        }

        if (wanted.Password is not { } password || !IsLegalPassword(password, limits))
        {
            return HttpProblem.InvalidPassword.Because($"A password has {limits.PasswordMinLength} to {limits.PasswordMaxLength} characters.");
        }

        if (attempts.CountRegistration(http, login) is { } refusal)
        {
            return refusal;
        }

        if (await accounts.FindAsync(login) is not null)
        {
            return HttpProblem.LoginTaken.Because(null);
        }

        if (await passwords.HashAsync(password) is not { } hash)
        {
            return Refusing.Busy(http);
        }

        return await accounts.RegisterAsync(login, hash)
            ? TypedResults.Created((string?)null, new RegisteredBody(login.Name))
            : HttpProblem.LoginTaken.Because(null);
    }

    private static bool IsLegalPassword(string password, LimitSettings limits)
    {
        var length = 0;
        foreach (var _ in password.EnumerateRunes())
        {
            length++;
        }

        return length >= limits.PasswordMinLength && length <= limits.PasswordMaxLength;
    }
}

/// <summary>What <c>/registr</c> and <c>/login</c> take. It prints without the password.</summary>
internal sealed record CredentialsBody(string? Login, string? Password)
{
    public override string ToString() => $"Credentials of {Login}";
}

internal sealed record RegisteredBody(string Login);
