using ActorChat.Actors.Common;

namespace ActorChat.Storage.Tokens;

/// <summary>A new token. Its text leaves the server once and is stored nowhere; its string form leaves the text out.</summary>
/// <param name="Text">What the client sends from now on: 256 random bits as base64url.</param>
/// <param name="Id">Its id inside the server: the SHA-256 of the text in hex.</param>
/// <param name="ExpiresAt">When its lifetime ends, in UTC milliseconds since 1970.</param>
public sealed record IssuedToken(string Text, string Id, long ExpiresAt)
{
    public override string ToString() => $"IssuedToken {Id[..8]}…";
}

/// <summary>A valid token.</summary>
/// <param name="Id">Its id inside the server: the SHA-256 of its text in hex.</param>
/// <param name="Login">Its user, in the registered spelling.</param>
/// <param name="ExpiresAt">When its lifetime ends, in UTC milliseconds since 1970.</param>
public sealed record AccessToken(string Id, Login Login, long ExpiresAt);

/// <summary>A password was replaced.</summary>
/// <param name="Token">The only valid token of the user now.</param>
/// <param name="Ended">The ids of those that ended.</param>
public sealed record PasswordReplaced(IssuedToken Token, IReadOnlyList<string> Ended);
