using System.Text;

namespace ActorChat.Actors.Logins;

/// <summary>A letter, digit or mark that a new login may have, or one of the chat's five punctuation marks.</summary>
/// <param name="Rune">The character.</param>
/// <param name="Scripts">The scripts it is used in (Unicode's Script_Extensions); empty if it goes with any.</param>
/// <param name="Bidi">Its bidirectional class, as Unicode abbreviates it.</param>
internal readonly record struct LoginCharacter(Rune Rune, string[] Scripts, string Bidi)
{
    private static readonly Lazy<UnicodeRanges<(string[] Scripts, string Bidi)>> Known = new(() =>
        new("login-characters", fields => (fields[0] is "Zyyy" or "Zinh" ? [] : fields[0].Split(' '), fields[1])));

    /// <summary>The characters of a name; null if a new login may not have one of them.</summary>
    public static LoginCharacter[]? Of(string name)
    {
        var characters = new List<LoginCharacter>(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Punctuation(rune) is { } bidi)
            {
                characters.Add(new LoginCharacter(rune, [], bidi));
            }
            else if (Known.Value.TryFind(rune.Value, out var known))
            {
                characters.Add(new LoginCharacter(rune, known.Scripts, known.Bidi));
            }
            else
            {
                return null;
            }
        }

        return [.. characters];
    }

    private static string? Punctuation(Rune rune) => rune.Value switch
    {
        '_' or '@' => "ON",
        '.' => "CS",
        '-' or '+' => "ES",
        _ => null,
    };
}
