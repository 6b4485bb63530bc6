using ActorChat.Actors.Common;
using ActorChat.Host.Limits;
using ActorChat.Storage;
using ActorChat.Storage.Accounts;

namespace ActorChat.Host.Accounts;

/// <summary>
/// Does what a right password allows, and only while it is the password. The deed names the hash that was checked, in the transaction
/// that writes; where another stands there by then (a change of the password, a login that made the hash anew), the password is
/// checked anew against that one.
/// </summary>
internal sealed class PasswordGate(AccountStore accounts, PasswordHasher passwords)
{
    /// <summary>Each further try needs somebody who has changed the password, or made its hash anew, during the one before.</summary>
    private const int Tries = 4;

    /// <param name="login">Whose password; null where there can be no such user, which is the same work.</param>
    /// <param name="password">What the client sent.</param>
    /// <param name="address">Who asks.</param>
    /// <param name="deed">What is to be done; null from it where the hash is not the stored one any more, or the user is blocked or erased.</param>
    public async Task<PasswordOutcome<T>> PassAsync<T>(Login? login, string password, ClientAddress address, Func<Credentials, Task<T?>> deed)
        where T : class
    {
        try
        {
            return await TryAsync(login, password, address, deed);
        }
        catch (StorageBusyException)
        {
            return new PasswordOutcome<T>(PasswordVerdict.Busy, null, null);
        }
    }

    /// <summary>
    /// Stores the password that was checked at today's cost, if it still is the password. Who logs in has a token by now, which must not
    /// be lost with this: where it cannot be done, the next login does it.
    /// </summary>
    public async Task RehashAsync(Credentials verified, string password, ClientAddress address)
    {
        try
        {
            if (await passwords.HashAsync(password, address, HashKind.Login) is { } hash)
            {
                await accounts.RehashAsync(verified, hash);
            }
        }
        catch (StorageBusyException)
        {
        }
#pragma warning disable CA1031 // Whatever it is, the login does not depend on it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Background.Failed(failure);
        }
    }

    private async Task<PasswordOutcome<T>> TryAsync<T>(Login? login, string password, ClientAddress address, Func<Credentials, Task<T?>> deed)
        where T : class
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var known = login is { } wanted ? await accounts.FindForLoginAsync(wanted) : null;
            var verdict = await passwords.VerifyAsync(known?.PasswordHash, password, address);
            if (verdict is PasswordVerdict.Busy or PasswordVerdict.Wrong)
            {
                return new PasswordOutcome<T>(verdict, known, null);
            }

            if (known!.IsBlocked)
            {
                return new PasswordOutcome<T>(verdict, known, null);
            }

            if (await deed(known) is { } done)
            {
                return new PasswordOutcome<T>(verdict, known, done);
            }
        }

        return new PasswordOutcome<T>(PasswordVerdict.Busy, null, null);
    }
}

/// <summary>What came of it.</summary>
/// <param name="Verdict">Of the password.</param>
/// <param name="Known">Whom it was checked for; null where there is no such user.</param>
/// <param name="Done">What was done; null where the password is wrong, nothing could be checked, or the user is blocked.</param>
internal sealed record PasswordOutcome<T>(PasswordVerdict Verdict, Credentials? Known, T? Done)
    where T : class;
