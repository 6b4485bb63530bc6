using ActorChat.Actors.Common;

namespace ActorChat.Storage.Engine;

/// <summary>A token to be added.</summary>
/// <param name="Id">The SHA-256 of its text in hex.</param>
/// <param name="Login">Its user.</param>
/// <param name="CreatedAt">Now, in UTC milliseconds since 1970; it counts as used now.</param>
/// <param name="ExpiresAt">When its lifetime ends.</param>
public sealed record NewToken(string Id, Login Login, long CreatedAt, long ExpiresAt);
