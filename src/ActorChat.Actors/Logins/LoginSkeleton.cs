using System.Text;
using ActorChat.Actors.Common;

namespace ActorChat.Actors.Logins;

/// <summary>
/// What a name looks like (UTS 39, section 4), whatever its case and compatibility forms: names with the same skeleton can be confused. Skeletons are stored;
/// their only effect is that new logins are refused.
/// </summary>
public static class LoginSkeleton
{
    /// <summary>Identifies the tables and the rule. When either changes, so does this, and the stored skeletons are recomputed.</summary>
    public const string Version = "Unicode 16.0, 1";

    /// <summary>Folding a mapped character can give one that is mapped again (0, O, o), once or twice.</summary>
    private const int MaxRounds = 4;

    private static readonly Lazy<Dictionary<int, string>> Prototypes = new(() => UnicodeTable.Read("confusables").ToDictionary(
        line => line.From,
        line => string.Concat(line.Fields[0].Split(' ').Select(digits => char.ConvertFromUtf32(UnicodeTable.Hex(digits))))));

    /// <summary>East Asian strokes next to Latin letters: the Consortium's table unites them with one another, but not with Latin look-alikes.</summary>
    private static readonly Dictionary<int, string> Strokes = new() { [0x4E28] = "l", [0x4E00] = "-", [0x30FC] = "-", [0x3127] = "-" };

    /// <summary>The skeleton of a name as displayed.</summary>
    public static string Of(string name)
    {
        var skeleton = name;
        for (var round = 0; round < MaxRounds; round++)
        {
            var next = Map(skeleton).ToUpperInvariant().ToLowerInvariant();
            if (next == skeleton)
            {
                break;
            }

            skeleton = next;
        }

        return skeleton;
    }

    /// <summary>The skeletons of a login's spellings.</summary>
    public static LoginSkeletonSet AllOf(Login login)
    {
        var (own, lower, upper) = (Of(login.Name), Of(login.Key), Of(login.Name.ToUpperInvariant()));
        return new LoginSkeletonSet(own, lower == own ? null : lower, upper == own || upper == lower ? null : upper);
    }

    private static string Map(string text)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Strokes.TryGetValue(rune.Value, out var prototype) || Prototypes.Value.TryGetValue(rune.Value, out prototype))
            {
                mapped.Append(prototype);
            }
            else if (!InvisibleCharacters.Contains(rune.Value))
            {
                mapped.Append(rune.ToString());
            }
        }

        return mapped.ToString().Normalize(NormalizationForm.FormD);
    }
}

/// <summary>What a login looks like in each of its spellings.</summary>
/// <param name="Own">As it is registered.</param>
/// <param name="Lower">In lower case; null if that is the same.</param>
/// <param name="Upper">In upper case; null if that is one of the others.</param>
public sealed record LoginSkeletonSet(string Own, string? Lower, string? Upper)
{
    public bool Has(string skeleton) => skeleton == Own || skeleton == Lower || skeleton == Upper;
}
