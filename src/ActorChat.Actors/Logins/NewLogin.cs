using System.Globalization;
using System.Text;
using ActorChat.Actors.Common;

namespace ActorChat.Actors.Logins;

/// <summary>
/// The rules for logins that are registered from now on, besides those of every <see cref="Login"/>: RFC 8265's UsernameCaseMapped in substance, with
/// compatibility forms refused instead of mapped, and UTS 39's Highly Restrictive level. <see cref="LoginSkeleton"/> decides whether it looks like another
/// user's.
/// </summary>
public static class NewLogin
{
    /// <summary>UTS 39, 5.4: more marks on one letter are drawn over one another, or over the lines beside.</summary>
    private const int MaxMarksInARow = 4;

    private const char DotAbove = '\u0307';

    /// <summary>Reads the login that somebody wants to register.</summary>
    /// <param name="text">What the client wrote.</param>
    /// <param name="maxLength"><c>actorchat.limits.login-length</c>.</param>
    /// <param name="login">The login, if the answer is null.</param>
    /// <returns>Null, or why it is refused.</returns>
    public static string? ProblemOf(string? text, int maxLength, out Login login)
    {
        if (!Login.TryParse(text, maxLength, out login))
        {
            return $"A login has 1 to {maxLength} characters: letters and digits of any script and _ . - @ +";
        }

        var name = login.Name;
        if (name is "." or "..")
        {
            return "A login is more than one or two dots.";
        }

        return Ascii.IsValid(name) ? null : ProblemOf(name);
    }

    private static string? ProblemOf(string name) =>
        LoginCharacter.Of(name) is not { } characters ? "The login has a character that cannot be seen, stands for another one, or is in no use today."
        : !ScriptRule.Allows(characters) ? "The login mixes scripts that are not written together."
        : !HasDigitsOfOneKind(characters) ? "The login mixes digits of several scripts."
        : !BidiRule.Allows(characters) ? "The login cannot be read in one direction: right-to-left letters, digits and signs do not go together like this (RFC 5893)."
        : !HasFewMarks(name.Normalize(NormalizationForm.FormD)) ? $"A letter of the login has more than {MaxMarksInARow} marks, the same one twice, or a second dot."
        : null;

    private static bool HasDigitsOfOneKind(LoginCharacter[] characters) => characters
        .Where(character => Rune.GetUnicodeCategory(character.Rune) == UnicodeCategory.DecimalDigitNumber)
        .Select(character => character.Rune.Value - (int)Rune.GetNumericValue(character.Rune))
        .Distinct().Count() <= 1;

    private static bool HasFewMarks(string decomposed)
    {
        var (marks, before, letter) = (0, default(Rune), default(Rune));
        foreach (var rune in decomposed.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                (marks, letter) = (0, rune);
            }
            else if (++marks > MaxMarksInARow || rune == before || (rune.Value == DotAbove && HasDot(letter)))
            {
                return false;
            }

            before = rune;
        }

        return true;
    }

    /// <summary>A dot above i, j or their look-alikes is invisible.</summary>
    private static bool HasDot(Rune letter) =>
        Rune.GetUnicodeCategory(letter) != UnicodeCategory.UppercaseLetter && LoginSkeleton.Of(letter.ToString()) is "i" or "j" or "l";
}
