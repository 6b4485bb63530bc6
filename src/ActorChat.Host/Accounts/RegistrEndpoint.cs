using ActorChat.Actors.Common;
using ActorChat.Host.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary><c>POST /registr</c>: a new user, if registration is open.</summary>
internal static class RegistrEndpoint
{
    public static void MapRegistr(this IEndpointRouteBuilder app) =>
        app.MapPost("/registr", RegisterAsync).WithTags("Accounts").WithSummary("Registers a user")
            .Accepts<CredentialsBody>("application/json")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Created<RegisteredBody>, ProblemHttpResult>> RegisterAsync(
        HttpContext http, RequestBody body, Registrar registrar, AccountLimits attempts, AccountsSettings accounts)
    {
        if (accounts.Registration != RegistrationMode.Open)
        {
            return HttpProblem.RegistrationClosed.Because(null);
        }

        var wanted = await body.ReadAsync<CredentialsBody>(http);
        if (registrar.ProblemOf(wanted, out var login) is { } problem)
        {
            return problem;
        }

        var attempt = attempts.CountRegistration(http, login);
        if (attempt.Refusal is { } refusal)
        {
            return refusal;
        }

        switch (await registrar.RegisterAsync(login, wanted.Password!, attempts.AddressOf(http)))
        {
            case Registered.Done:
                return TypedResults.Created((string?)null, new RegisteredBody(login.Name));
            case Registered.Taken:
                return HttpProblem.LoginTaken.Because(null);
            default:
                attempt.NotDone();
                return Refusing.Busy(http);
        }
    }
}

/// <summary>The body of <c>/registr</c> and <c>/login</c>. Its string form leaves the password out.</summary>
internal sealed record CredentialsBody(string? Login, string? Password)
{
    public override string ToString() => $"Credentials of {Login}";
}

internal sealed record RegisteredBody(string Login);
