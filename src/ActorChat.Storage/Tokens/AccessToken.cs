using ActorChat.Actors.Common;

namespace ActorChat.Storage.Tokens;

/// <summary>A token just made. Its text leaves the server once and is stored nowhere; it prints without it.</summary>
/// <param name="Text">What the client sends from now on: 256 random bits as base64url.</param>
/// <param name="Id">What names it inside: the SHA-256 of the text in hex.</param>
/// <param name="ExpiresAt">When it ends at the latest, in UTC milliseconds since 1970.</param>
public sealed record IssuedToken(string Text, string Id, long ExpiresAt)
{
    public override string ToString() => $"IssuedToken {Id[..8]}…";
}

/// <summary>A token that is valid.</summary>
/// <param name="Id">What names it inside: the SHA-256 of its text in hex.</param>
/// <param name="Login">Whose it is, in the registered spelling.</param>
/// <param name="ExpiresAt">When it ends at the latest, in UTC milliseconds since 1970.</param>
public sealed record AccessToken(string Id, Login Login, long ExpiresAt);

/// <summary>A password was replaced.</summary>
/// <param name="Token">The only token of the user that is valid now.</param>
/// <param name="Ended">The ids of those that ended.</param>
public sealed record PasswordReplaced(IssuedToken Token, IReadOnlyList<string> Ended);
