using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;

namespace ActorChat.Storage.Accounts;

/// <summary>The users, in the table <c>users</c>.</summary>
public sealed class AccountStore : IAccounts
{
    internal AccountStore()
    {
    }

    public ValueTask<Account?> FindAsync(Login login) => throw new NotSupportedException();

    /// <summary>Adds a user; false when the login is taken in whatever spelling.</summary>
    public Task<bool> RegisterAsync(Login login, string passwordHash) => throw new NotSupportedException();

    /// <summary>What a login is checked against; null when there is no such user.</summary>
    public Task<Credentials?> FindForLoginAsync(Login login) => throw new NotSupportedException();

    /// <summary>Replaces the hash of a user's password.</summary>
    public Task SavePasswordAsync(Login login, string passwordHash) => throw new NotSupportedException();

    /// <summary>A page of users in login order.</summary>
    /// <param name="except">A user to leave out.</param>
    /// <param name="prefix">The beginning that their logins have, in whatever case; null or empty for all.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cursor">Where to go on: <see cref="UserPage.Next"/> of the page before.</param>
    /// <returns>Null when the cursor is none.</returns>
    public Task<UserPage?> PageAsync(Login? except, string? prefix, int limit, string? cursor) => throw new NotSupportedException();

    public Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen) => throw new NotSupportedException();
}
