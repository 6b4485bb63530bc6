using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;
using ActorChat.Storage.Accounts;

namespace ActorChat.Storage.Engine;

/// <summary>
/// The users. A login is one user's for ever, in whatever spelling, also after the user was erased. An erased user is found by
/// <see cref="FindAsync"/> alone and is changed by nothing here.
/// </summary>
public interface IAccountTable
{
    /// <summary>Whether a new user cannot have this login: it is somebody's, or somebody's looks like it.</summary>
    /// <param name="login">The login.</param>
    /// <param name="skeleton">What it looks like (<see cref="LoginSkeleton.Of"/>).</param>
    Task<bool> IsTakenAsync(Login login, string skeleton);

    /// <summary>Adds a user, unless the login is taken: of two who ask at once, one gets it.</summary>
    /// <returns>False when it is taken.</returns>
    Task<bool> AddAsync(NewUser user);

    /// <summary>The user of a login, an erased one too; null when there is none.</summary>
    Task<Account?> FindAsync(Login login);

    /// <summary>What a login is checked against; null when there is no such user.</summary>
    Task<Credentials?> FindCredentialsAsync(Login login);

    /// <summary>Replaces the hash of a password if it still is the one that was checked; false when it is not.</summary>
    Task<bool> ReplaceHashAsync(Login login, string checkedHash, string newHash);

    /// <summary>Lets a blocked user log in again; false when there is no such user.</summary>
    Task<bool> UnblockAsync(Login login);

    /// <summary>Users in the order of their keys, compared by code points.</summary>
    /// <param name="after">Only keys that come after this one; empty for all.</param>
    /// <param name="prefix">Only keys that begin with this; empty for all.</param>
    /// <param name="except">A key to leave out; empty for none.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<UserRow>> ListAsync(string after, string prefix, string except, int limit);

    /// <summary>Writes when users were seen last, and that they are not online; a time never moves back. Not atomic: many users are many writes.</summary>
    Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen);

    /// <summary>Writes who came online, and that whoever is online was so at a moment. Not atomic: many users are many writes.</summary>
    Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at);

    /// <summary>Called before the server listens: nobody is online; whoever was, was seen last at the moment that <see cref="SaveOnlineAsync"/> wrote last.</summary>
    Task SettleOnlineAsync();
}
