using ActorChat.Actors.Common;
using ActorChat.Host.Limits;
using ActorChat.Storage;
using ActorChat.Storage.Accounts;

namespace ActorChat.Host.Accounts;

/// <summary>
/// Does what a right password allows, and only while it still is the password. The action names the hash that was checked, within its transaction. If the
/// stored hash differs by then (after a password change, or a login that renewed the hash), the password is checked again against the new one.
/// </summary>
internal sealed class PasswordGate(AccountStore accounts, PasswordHasher passwords)
{
    /// <summary>Each further attempt needs somebody who changed the password, or renewed its hash, during the previous one.</summary>
    private const int Tries = 4;

    /// <param name="login">The user; null if there can be no such user, which takes the same work.</param>
    /// <param name="password">What the client sent.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="deed">The action; it returns null if the hash is no longer the stored one, or the user is blocked or erased.</param>
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
    /// Stores the checked password at the current cost, if it still is the password. The client has a token by now, and must not lose it by this: if it is
    /// not possible, the next login does it.
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
#pragma warning disable CA1031 // Any failure: the login does not depend on it.
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

/// <summary>The result.</summary>
/// <param name="Verdict">Of the password.</param>
/// <param name="Known">The user; null if there is none.</param>
/// <param name="Done">The result of the action; null if the password is wrong, nothing could be checked, or the user is blocked.</param>
internal sealed record PasswordOutcome<T>(PasswordVerdict Verdict, Credentials? Known, T? Done)
    where T : class;
