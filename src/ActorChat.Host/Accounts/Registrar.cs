using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.Storage;
using ActorChat.Storage.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary>The result of a registration.</summary>
internal enum Registered
{
    Done,

    /// <summary>The login exists, or existed, in some spelling; or one that looks like it does.</summary>
    Taken,

    /// <summary>Too many passwords wait to be hashed, or too many writes wait: nothing was done.</summary>
    Busy,
}

/// <summary>Creates users for any caller; the caller decides who may.</summary>
internal sealed class Registrar(AccountStore accounts, PasswordHasher passwords, PasswordRules rules, LengthSettings limits)
{
    /// <summary>Null, or what is wrong with the login or the password.</summary>
    public ProblemHttpResult? ProblemOf(CredentialsBody wanted, out Login login) =>
        NewLogin.ProblemOf(wanted.Login, limits.LoginLength, out login) is { } wrong
            ? HttpProblem.InvalidLogin.Because(wrong)
            : rules.ProblemOf(login, wanted.Password);

    /// <summary>Creates a user with a legal login and password. When the answer comes, the user is on disk.</summary>
    public async Task<Registered> RegisterAsync(Login login, string password, ClientAddress address)
    {
        try
        {
            if (await accounts.IsTakenAsync(login))
            {
                return Registered.Taken;
            }

            if (await passwords.HashAsync(password, address, HashKind.Registration) is not { } hash)
            {
                return Registered.Busy;
            }

            if (!await accounts.RegisterAsync(login, hash))
            {
                return Registered.Taken;
            }

            HostMetrics.UserRegistered();
            return Registered.Done;
        }
        catch (StorageBusyException)
        {
            return Registered.Busy;
        }
    }
}
