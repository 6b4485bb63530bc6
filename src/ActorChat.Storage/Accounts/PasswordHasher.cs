namespace ActorChat.Storage.Accounts;

/// <summary>Hashes and checks passwords on threads of its own, so that a wave of logins delays no message.</summary>
public sealed class PasswordHasher
{
    internal PasswordHasher()
    {
    }

    /// <summary>The hash to store; null when too many wait.</summary>
    public Task<string?> HashAsync(string password) => throw new NotSupportedException();

    /// <summary>Checks a password in the same work whether there is a hash or not.</summary>
    /// <param name="hash">The stored hash; null when there is no such user, and the verdict is never right.</param>
    /// <param name="password">What the client sent.</param>
    public Task<PasswordVerdict> VerifyAsync(string? hash, string password) => throw new NotSupportedException();
}
