using ActorChat.Actors.Common;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary>Which passwords a user may choose.</summary>
internal sealed class PasswordRules(LengthSettings limits, SecuritySettings security)
{
    /// <summary>What attackers try first on this server.</summary>
    private static readonly string[] Ours = ["actorchat", "actor-chat", "actor chat"];

    private static readonly HttpProblem TooCommon = HttpProblem.InvalidPassword with { Title = "The password is one of the most common ones." };
    private static readonly HttpProblem TooNear = HttpProblem.InvalidPassword with { Title = "The password is the login or the server's name." };

    /// <summary>Null, or why the password is refused.</summary>
    /// <param name="login">The user.</param>
    /// <param name="password">The chosen password.</param>
    public ProblemHttpResult? ProblemOf(Login login, string? password)
    {
        if (password is null || !IsOfLegalLength(password))
        {
            return HttpProblem.InvalidPassword.Because($"A password has {limits.PasswordMinLength} to {limits.PasswordMaxLength} characters.");
        }

        return !security.RefuseCommonPasswords ? null
            : CommonPasswords.Contains(password) ? TooCommon.Because("It is guessed first; choose another password.")
            : Ours.Append(login.Name).Append(login.Key).Contains(password, StringComparer.OrdinalIgnoreCase) ? TooNear.Because("It is guessed first; choose another password.")
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
