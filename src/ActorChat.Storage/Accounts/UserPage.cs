using ActorChat.Actors.Accounts;

namespace ActorChat.Storage.Accounts;

/// <summary>A page of users in login order.</summary>
/// <param name="Users">The users.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record UserPage(IReadOnlyList<Account> Users, string? Next);
