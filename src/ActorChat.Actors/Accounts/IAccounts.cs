using ActorChat.Actors.Common;

namespace ActorChat.Actors.Accounts;

/// <summary>A registered user as actors need to know it.</summary>
/// <param name="Login">In the spelling it was registered with.</param>
/// <param name="LastSeen">When the user's last session ended, in UTC milliseconds since 1970; null when never seen.</param>
/// <param name="IsErased">Whether an operator has erased the user: nobody logs in as or writes to the login, which is nobody else's either.</param>
public sealed record Account(Login Login, long? LastSeen, bool IsErased = false);

/// <summary>The accounts, as far as actors ask for them.</summary>
public interface IAccounts
{
    /// <summary>The account of a login in whatever spelling, an erased one too, or null. Completes at once for logins asked for lately.</summary>
    ValueTask<Account?> FindAsync(Login login);

    /// <summary>Remembers when users were seen last, who are not online any more; called with many at a time, never for each message.</summary>
    Task SaveLastSeenAsync(IReadOnlyCollection<KeyValuePair<Login, long>> lastSeen);

    /// <summary>
    /// Remembers who came, and that all who came and did not leave were online at a moment: should the server crash, they were last
    /// seen then. However many are online, only those who came are written.
    /// </summary>
    Task SaveOnlineAsync(IReadOnlyCollection<Login> came, long at);
}
