using System.Globalization;
using System.Net;
using ActorChat.Actors.Common;
using ActorChat.Actors.Limits;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Endpoints;
using ActorChat.Host.Operations.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Operations.Limits;

/// <summary>
/// Bounds logins and registrations by address and by login. A login takes its share of the failures before the password is
/// checked, so that attempts at once cannot outrun the bound; a right password gives it back.
/// </summary>
internal sealed class AccountLimits(RateLimits limits, SecurityLog security)
{
    /// <summary>Counts a registration.</summary>
    /// <returns>Null, or the refusal.</returns>
    public ProblemHttpResult? CountRegistration(HttpContext http, Login login)
    {
        var (now, current) = (limits.Now, limits.Current);
        return Refusal(http, "registrations-per-address", limits.RegistrationsByAddress.TryTake(Of(http), current.RegistrationsPerAddress, now, out var wait), wait)
            ?? Refusal(http, "registrations-per-login", limits.RegistrationsByLogin.TryTake(login, current.RegistrationsPerLogin, now, out wait), wait);
    }

    /// <summary>Counts a login before its password is checked; <see cref="Succeeded"/> or <see cref="NotChecked"/> takes back what was counted as a failure.</summary>
    /// <param name="http">The request.</param>
    /// <param name="login">The login, a default one where the client sent none that can be.</param>
    /// <returns>Null, or the refusal.</returns>
    public ProblemHttpResult? CountLogin(HttpContext http, Login login)
    {
        var (now, current, address) = (limits.Now, limits.Current, Of(http));
        return Refusal(http, "logins-per-address", limits.LoginsByAddress.TryTake(address, current.LoginsPerAddress, now, out var wait), wait)
            ?? Refusal(http, "logins-per-login", limits.LoginsByLogin.TryTake(login, current.LoginsPerLogin, now, out wait), wait)
            ?? Refusal(http, "failed-logins", limits.FailedLogins.TryTake((login, address), current.FailedLogins, now, out wait), wait)
            ?? Refusal(http, "failed-logins-per-address", limits.FailedLoginsByAddress.TryTake(address, current.FailedLoginsPerAddress, now, out wait), wait)
            ?? Refusal(http, "failed-logins-per-login", limits.FailedLoginsByLogin.TryTake(login, current.FailedLoginsPerLogin, now, out wait), wait);
    }

    /// <summary>The password was right: what failed before, from this address to this login, counts no more.</summary>
    public void Succeeded(HttpContext http, Login login)
    {
        limits.FailedLogins.Forget((login, Of(http)));
        GiveBackShared(http, login);
    }

    /// <summary>Nothing was checked: the attempt is no failure.</summary>
    public void NotChecked(HttpContext http, Login login)
    {
        limits.FailedLogins.Of((login, Of(http))).GiveBack(limits.Current.FailedLogins);
        GiveBackShared(http, login);
    }

    /// <summary>Answers with the time after which it can be tried again.</summary>
    public static ProblemHttpResult Refuse(HttpContext http, HttpProblem problem, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return problem.Because(null);
    }

    private ProblemHttpResult? Refusal(HttpContext http, string limit, bool taken, TimeSpan wait)
    {
        if (taken)
        {
            return null;
        }

        ChatMetrics.RateLimited(limit);
        security.LockedOut(limit, http.Connection.RemoteIpAddress);
        return Refuse(http, HttpProblem.TooManyAttempts, wait);
    }

    private void GiveBackShared(HttpContext http, Login login)
    {
        limits.FailedLoginsByAddress.Of(Of(http)).GiveBack(limits.Current.FailedLoginsPerAddress);
        limits.FailedLoginsByLogin.Of(login).GiveBack(limits.Current.FailedLoginsPerLogin);
    }

    private ClientAddress Of(HttpContext http) => ClientAddress.Of(http.Connection.RemoteIpAddress, limits.Current.Ipv6PrefixBits);
}
