using ActorChat.Actors.Common;
using ActorChat.Host.Operations.Security;

namespace ActorChat.Host.Operations.Passwords;

/// <summary>Which passwords a user may choose.</summary>
internal sealed class PasswordRules(LimitSettings limits, SecuritySettings security)
{
    /// <summary>Null, or why the password is refused.</summary>
    public string? ProblemOf(string? password)
    {
        if (password is null || !IsOfLegalLength(password))
        {
            return $"A password has {limits.PasswordMinLength} to {limits.PasswordMaxLength} characters.";
        }

        return security.RefuseCommonPasswords && CommonPasswords.Contains(password)
            ? "The password is one of the most common ones, which are guessed first; choose another."
            : null;
    }

    private bool IsOfLegalLength(string password)
    {
        var length = 0;
        foreach (var _ in password.EnumerateRunes())
        {
            length++;
        }

        return length >= limits.PasswordMinLength && length <= limits.PasswordMaxLength;
    }
}
