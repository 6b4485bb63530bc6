using ActorChat.Actors.Common;

namespace ActorChat.Storage.Engine;

/// <summary>A token to be added.</summary>
/// <param name="Id">The SHA-256 of its text in hex.</param>
/// <param name="Login">Whose it is.</param>
/// <param name="CreatedAt">Now, in UTC milliseconds since 1970; it counts as used now.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
public sealed record NewToken(string Id, Login Login, long CreatedAt, long ExpiresAt);
