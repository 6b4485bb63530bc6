using System.Net;
using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary>
/// Limits logins and registrations by address and by login. The limits that one address can use up alone are checked before shared ones, and a refused
/// attempt counts against none. A login takes its share of the failure limits before the password is checked, so that concurrent attempts cannot exceed them;
/// a right password returns it.
/// </summary>
internal sealed class AccountLimits(RateLimits limits, SecurityLog security)
{
    /// <summary>Who takes turns in the queue for password hashing: the same unit as for the limits.</summary>
    public ClientAddress AddressOf(HttpContext http) => ClientAddress.Of(http.Connection.RemoteIpAddress, limits.Current.Ipv6PrefixBits);

    /// <summary>Counts a registration.</summary>
    public AccountAttempt CountRegistration(HttpContext http, Login login)
    {
        var current = limits.Current;
        var charge = new LimitSet(limits.Now)
            .Add("registrations-per-address", limits.RegistrationsByAddress, AddressOf(http), current.RegistrationsPerAddress)
            .Add("registrations-per-login", limits.RegistrationsByLogin, login, current.RegistrationsPerLogin, Counts.IfDone)
            .Take();
        return new AccountAttempt(Refusal(http, charge), charge);
    }

    /// <summary>Counts a login before its password is checked.</summary>
    /// <param name="http">The request.</param>
    /// <param name="login">The login; a default one if the client sent no possible one.</param>
    public AccountAttempt CountLogin(HttpContext http, Login login)
    {
        var current = limits.Current;
        return Attempt(http, login, OwnOf(http, login, current)
            .Add("failed-logins-per-login", limits.FailedLoginsByLogin, login, current.FailedLoginsPerLogin, Counts.IfFailed)
            .Add("logins-per-login", limits.LoginsByLogin, login, current.LoginsPerLogin, Counts.IfDone)
            .Take());
    }

    /// <summary>
    /// Counts a password change by the token of the request. Neither failed logins of others nor the user's other tokens limit it: it is the way out for a
    /// user whose password, or one of whose tokens, somebody else has.
    /// </summary>
    public AccountAttempt CountChange(HttpContext http)
    {
        var (token, current) = (http.Token(), limits.Current);
        return Attempt(http, token.Login, OwnOf(http, token.Login, current)
            .Add("failed-logins-per-login", limits.FailedChangesByToken, token.Id, current.FailedLoginsPerLogin, Counts.IfFailed)
            .Take());
    }

    /// <summary>Limits that one address alone can use up.</summary>
    private LimitSet OwnOf(HttpContext http, Login login, RateLimitSettings current)
    {
        var address = AddressOf(http);
        return new LimitSet(limits.Now)
            .Add("failed-logins-per-address", limits.FailedLoginsByAddress, address, current.FailedLoginsPerAddress, Counts.IfFailed)
            .Add("logins-per-address", limits.LoginsByAddress, address, current.LoginsPerAddress)
            .Add("failed-logins", limits.FailedLogins, (login, address), current.FailedLogins, Counts.IfFailed);
    }

    private AccountAttempt Attempt(HttpContext http, Login login, LimitCharge charge)
    {
        var address = AddressOf(http);
        return new AccountAttempt(Refusal(http, charge), charge, () => limits.FailedLogins.Forget((login, address)));
    }

    private ProblemHttpResult? Refusal(HttpContext http, LimitCharge charge)
    {
        if (charge.RefusedBy is not { } limit)
        {
            return null;
        }

        ChatMetrics.RateLimited(limit);
        security.LockedOut(limit, http.Connection.RemoteIpAddress);
        return Refusing.WithWait(http, HttpProblem.TooManyAttempts, charge.Wait);
    }
}
