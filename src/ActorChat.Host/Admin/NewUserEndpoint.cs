using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Admin;

/// <summary><c>POST /admin/users</c>: a new user; the answers are those of <c>/registr</c>. Refused only if nobody may create users.</summary>
internal static class NewUserEndpoint
{
    public static async Task<Results<Created<RegisteredBody>, ProblemHttpResult>> RegisterAsync(HttpContext http, RequestBody body, Registrar registrar, AccountsSettings accounts)
    {
        if (accounts.Registration == RegistrationMode.Closed)
        {
            return HttpProblem.RegistrationClosed.Because("actorchat.accounts.registration is closed.");
        }

        var wanted = await body.ReadAsync<CredentialsBody>(http);
        // For the security log: the user that the request is about.
        http.Request.RouteValues["login"] = wanted.Login;
        if (registrar.ProblemOf(wanted, out var login) is { } problem)
        {
            return problem;
        }

        return await registrar.RegisterAsync(login, wanted.Password!, ClientAddress.Of(http.Connection.RemoteIpAddress, 128)) switch
        {
            Registered.Done => TypedResults.Created((string?)null, new RegisteredBody(login.Name)),
            Registered.Taken => HttpProblem.LoginTaken.Because(null),
            _ => Refusing.Busy(http),
        };
    }
}
