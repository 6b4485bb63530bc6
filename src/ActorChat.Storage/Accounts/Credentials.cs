using ActorChat.Actors.Accounts;

namespace ActorChat.Storage.Accounts;

/// <summary>What a login is checked against. Its string form leaves the hash out.</summary>
/// <param name="Account">The user.</param>
/// <param name="PasswordHash">The hash of the password.</param>
/// <param name="IsBlocked">Whether an operator has blocked the user.</param>
public sealed record Credentials(Account Account, string PasswordHash, bool IsBlocked)
{
    public override string ToString() => $"Credentials of {Account.Login}";
}
