namespace ActorChat.Actors.Logins;

/// <summary>UTS 39, 5.2, Highly Restrictive: one script, or Latin with those of Japanese, Chinese or Korean. Digits and punctuation go with all.</summary>
internal static class ScriptRule
{
    private static readonly string[][] Together = [["Latn", "Hani", "Hira", "Kana"], ["Latn", "Hani", "Bopo"], ["Latn", "Hani", "Hang"]];

    public static bool Allows(LoginCharacter[] characters)
    {
        var ofScripts = characters.Where(character => character.Scripts.Length > 0).Select(character => character.Scripts).ToList();
        return ofScripts.Count == 0
            || ofScripts[0].Any(script => ofScripts.TrueForAll(scripts => scripts.Contains(script)))
            || Array.Exists(Together, together => ofScripts.TrueForAll(scripts => scripts.Any(together.Contains)));
    }
}
