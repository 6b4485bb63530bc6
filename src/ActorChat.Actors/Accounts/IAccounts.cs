using ActorChat.Actors.Common;

namespace ActorChat.Actors.Accounts;

/// <summary>What actors need to know of a registered user.</summary>
/// <param name="Login">In its registered spelling.</param>
/// <param name="LastSeen">When the user's last session ended, in UTC milliseconds since 1970; null when never seen.</param>
/// <param name="IsErased">Whether an operator has erased the user. Then nobody can log in as the user or write to the login, and nobody can register
/// it.</param>
public sealed record Account(Login Login, long? LastSeen, bool IsErased = false);

/// <summary>The part of the accounts that actors use.</summary>
public interface IAccounts
{
    /// <summary>The account of a login in any spelling, including erased ones, or null. Completes at once for logins that were looked up recently.</summary>
    ValueTask<Account?> FindAsync(Login login);

    /// <summary>Saves when users who are now offline were last seen. Called with many users at a time, never for each message.</summary>
    Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen);

    /// <summary>
    /// Saves who came online, and that all who came and did not leave were online at a moment: after a crash they were last seen then. However many are
    /// online, only those who came are written.
    /// </summary>
    Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at);
}
