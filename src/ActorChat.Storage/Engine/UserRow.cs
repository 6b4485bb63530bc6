using ActorChat.Actors.Accounts;

namespace ActorChat.Storage.Engine;

/// <summary>A user in a list.</summary>
/// <param name="Account">The user.</param>
/// <param name="Key">The stored key by which the list is sorted.</param>
public readonly record struct UserRow(Account Account, string Key);
