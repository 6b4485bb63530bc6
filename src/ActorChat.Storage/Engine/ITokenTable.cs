using ActorChat.Actors.Common;
using ActorChat.Storage.Tokens;

namespace ActorChat.Storage.Engine;

/// <summary>
/// The access tokens, identified by the hash of their text, which is stored nowhere. Every call that depends on a password names the hash that was checked,
/// and compares it in the transaction that writes: concurrent changes win.
/// </summary>
public interface ITokenTable
{
    /// <summary>Adds a token if the checked hash is still the user's, and the user is neither blocked nor erased.</summary>
    /// <returns>False if one of these does not hold.</returns>
    Task<bool> AddAsync(NewToken token, string checkedHash);

    /// <summary>Replaces a password, deletes all tokens of its user and adds one, under the same condition as <see cref="AddAsync"/>.</summary>
    /// <returns>The ids of the deleted tokens; null if the condition does not hold.</returns>
    Task<IReadOnlyList<string>?> ReplacePasswordAsync(NewToken token, string checkedHash, string newHash);

    /// <summary>Replaces a password without a check of the current one, and deletes all tokens of its user.</summary>
    /// <returns>The ids of the deleted tokens; null if there is no such user.</returns>
    Task<IReadOnlyList<string>?> ResetPasswordAsync(Login login, string newHash);

    /// <summary>The token with an id; null if there is none.</summary>
    Task<StoredToken?> FindAsync(string id);

    /// <summary>Deletes a token; false if there is none.</summary>
    Task<bool> DeleteAsync(string id);

    /// <summary>Deletes all tokens of a user; returns their ids.</summary>
    Task<IReadOnlyList<string>> DeleteAllAsync(Login login);

    /// <summary>Blocks a user and deletes all tokens; returns their ids, or null if there is no such user.</summary>
    Task<IReadOnlyList<string>?> BlockAsync(Login login, long now);

    /// <summary>Saves when tokens were last used; a time never moves back.</summary>
    Task WriteUsesAsync(IReadOnlyList<KeyValuePair<string, long>> uses);

    /// <summary>Deletes some of the tokens that have expired, and of those that, by their row, were not used for long.</summary>
    /// <param name="now">Tokens that end by now have expired.</param>
    /// <param name="idleSince">Tokens that were not used since are idle.</param>
    /// <param name="limit">The most tokens of each kind.</param>
    /// <param name="laterUse">Called once for each idle token, within the transaction. If it returns a later use, that is saved instead of deleting the
    /// token. It must answer at once and must not use the storage.</param>
    Task DeleteEndedAsync(long now, long idleSince, int limit, Func<string, long?> laterUse);
}
