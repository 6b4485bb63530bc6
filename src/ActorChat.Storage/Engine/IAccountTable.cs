using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;
using ActorChat.Storage.Accounts;

namespace ActorChat.Storage.Engine;

/// <summary>
/// The users. A login belongs to one user for ever, in every spelling, even after the user was erased. Only <see cref="FindAsync"/> finds an erased user, and
/// nothing here changes one.
/// </summary>
public interface IAccountTable
{
    /// <summary>Whether a new user cannot have this login: it exists, or an existing one looks like it.</summary>
    /// <param name="login">The login.</param>
    /// <param name="skeleton">What it looks like (<see cref="LoginSkeleton.Of"/>).</param>
    Task<bool> IsTakenAsync(Login login, string skeleton);

    /// <summary>Adds a user, unless the login is taken: of two concurrent calls, one gets it.</summary>
    /// <returns>False if it is taken.</returns>
    Task<bool> AddAsync(NewUser user);

    /// <summary>The user of a login, including erased ones; null if there is none.</summary>
    Task<Account?> FindAsync(Login login);

    /// <summary>What a login is checked against; null if there is no such user.</summary>
    Task<Credentials?> FindCredentialsAsync(Login login);

    /// <summary>Replaces the hash of a password if it still is the checked one; false if it is not.</summary>
    Task<bool> ReplaceHashAsync(Login login, string checkedHash, string newHash);

    /// <summary>Lets a blocked user log in again; false if there is no such user.</summary>
    Task<bool> UnblockAsync(Login login);

    /// <summary>Users in the order of their keys, compared by code points.</summary>
    /// <param name="after">Only keys after this one; empty for all.</param>
    /// <param name="prefix">Only keys that begin with this; empty for all.</param>
    /// <param name="except">A key to leave out; empty for none.</param>
    /// <param name="limit">The most users.</param>
    Task<IReadOnlyList<UserRow>> ListAsync(string after, string prefix, string except, int limit);

    /// <summary>Users with what operators may know of them, erased ones too, in the order of their keys.</summary>
    /// <param name="after">Only keys after this one; empty for all.</param>
    /// <param name="prefix">Only keys that begin with this; empty for all.</param>
    /// <param name="limit">The most users.</param>
    /// <param name="now">Only tokens that end later are counted.</param>
    Task<IReadOnlyList<UserDetails>> DescribeAsync(string after, string prefix, int limit, long now);

    /// <summary>
    /// Saves when users were last seen, and that they are not online by this process; a time never moves back. Not atomic: many users are many writes.
    /// </summary>
    Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen);

    /// <summary>
    /// Saves who came online by this process, and that all its online users were so at a moment. Not atomic: many users are many writes. Where several
    /// processes share the data, it also settles the users of those that have died.
    /// </summary>
    Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at);

    /// <summary>
    /// Called before the server listens: sets all users offline whose process does not live. Users who were online were last seen at the last moment that <see cref="SaveOnlineAsync"/>
    /// saved.
    /// </summary>
    Task SettleOnlineAsync();
}
