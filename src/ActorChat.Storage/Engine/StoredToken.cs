using ActorChat.Storage.Tokens;

namespace ActorChat.Storage.Engine;

/// <summary>A token as it is stored.</summary>
/// <param name="Token">The token.</param>
/// <param name="LastUsed">Its last saved use, in UTC milliseconds since 1970.</param>
public readonly record struct StoredToken(AccessToken Token, long LastUsed);
