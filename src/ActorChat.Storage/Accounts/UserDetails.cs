using ActorChat.Actors.Accounts;

namespace ActorChat.Storage.Accounts;

/// <summary>What operators may know of a user.</summary>
/// <param name="Account">The user.</param>
/// <param name="Key">The stored key by which lists are sorted.</param>
/// <param name="CreatedAt">When the user registered.</param>
/// <param name="BlockedAt">When an operator blocked the user, in UTC milliseconds since 1970; null if nobody did.</param>
/// <param name="Tokens">How many tokens the user has that have not expired.</param>
public sealed record UserDetails(Account Account, string Key, string CreatedAt, long? BlockedAt, int Tokens);

/// <summary>A page of them in login order.</summary>
/// <param name="Users">The users.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record UserDetailsPage(IReadOnlyList<UserDetails> Users, string? Next);
