using ActorChat.Actors.Common;
using ActorChat.Storage.Tokens;

namespace ActorChat.Storage.Engine;

/// <summary>
/// The access tokens, named by the hash of their text, which is nowhere. Whatever depends on a password names the hash that was
/// checked and compares it in the transaction that writes: what another changed meanwhile holds.
/// </summary>
public interface ITokenTable
{
    /// <summary>Adds a token while the hash that was checked is the user's, who is neither blocked nor erased.</summary>
    /// <returns>False when one of these does not hold.</returns>
    Task<bool> AddAsync(NewToken token, string checkedHash);

    /// <summary>Replaces a password, deletes all tokens of its user and adds one, under the same condition as <see cref="AddAsync"/>.</summary>
    /// <returns>The ids of the deleted tokens; null when the condition does not hold.</returns>
    Task<IReadOnlyList<string>?> ReplacePasswordAsync(NewToken token, string checkedHash, string newHash);

    /// <summary>The token of an id; null when there is none.</summary>
    Task<StoredToken?> FindAsync(string id);

    /// <summary>Deletes a token; false when there is none.</summary>
    Task<bool> DeleteAsync(string id);

    /// <summary>Deletes all tokens of a user; the answer is their ids.</summary>
    Task<IReadOnlyList<string>> DeleteAllAsync(Login login);

    /// <summary>Blocks a user and deletes all tokens; the answer is their ids, null when there is no such user.</summary>
    Task<IReadOnlyList<string>?> BlockAsync(Login login, long now);

    /// <summary>Writes when tokens were used last; a time never moves back.</summary>
    Task WriteUsesAsync(IReadOnlyList<KeyValuePair<string, long>> uses);

    /// <summary>Deletes some of the tokens that have expired, and of those whose row says that they were not used for long.</summary>
    /// <param name="now">Tokens that end by now have expired.</param>
    /// <param name="idleSince">Tokens that were not used since are idle.</param>
    /// <param name="limit">How many of each at the most.</param>
    /// <param name="laterUse">
    /// Asked for each idle token within the transaction: a later use, which is then written in place of deleting the token, or null. It answers
    /// at once and asks nothing of the storage.
    /// </param>
    Task DeleteEndedAsync(long now, long idleSince, int limit, Func<string, long?> laterUse);
}
