using ActorChat.Actors.Common;

namespace ActorChat.Storage.Tokens;

/// <summary>Access tokens, in the table <c>user_token</c>.</summary>
public sealed class TokenService
{
    internal TokenService()
    {
    }

    /// <summary>Makes a token for a registered user, in the registered spelling.</summary>
    public Task<IssuedToken> IssueAsync(Login login) => throw new NotSupportedException();

    /// <summary>The token of this text; null when there is none or it has ended.</summary>
    public ValueTask<AccessToken?> ValidateAsync(string? text) => throw new NotSupportedException();

    /// <summary>Ends a token at once; null when it was not valid.</summary>
    public Task<AccessToken?> EndAsync(string? text) => throw new NotSupportedException();

    /// <summary>Ends all tokens of a user; the answer is how many.</summary>
    public Task<int> EndAllAsync(Login login) => throw new NotSupportedException();
}
