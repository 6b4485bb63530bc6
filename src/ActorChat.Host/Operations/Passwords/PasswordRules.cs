using ActorChat.Actors.Common;
using ActorChat.Host.Operations.Security;

namespace ActorChat.Host.Operations.Passwords;

/// <summary>Which passwords a user may choose.</summary>
internal sealed class PasswordRules(LimitSettings limits, SecuritySettings security)
{
    /// <summary>What everybody tries first here.</summary>
    private static readonly string[] Ours = ["actorchat", "actor-chat", "actor chat"];

    /// <summary>Null, or why the password is refused.</summary>
    /// <param name="login">Whose password it is to be.</param>
    /// <param name="password">What the user chose.</param>
    public string? ProblemOf(string? login, string? password)
    {
        if (password is null || !IsOfLegalLength(password))
        {
            return $"A password has {limits.PasswordMinLength} to {limits.PasswordMaxLength} characters.";
        }

        return !security.RefuseCommonPasswords ? null
            : CommonPasswords.Contains(password) ? "The password is one of the most common ones, which are guessed first; choose another."
            : Ours.Append(login).Contains(password, StringComparer.OrdinalIgnoreCase) ? "The login, or the server's name, is guessed first; choose another password."
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
