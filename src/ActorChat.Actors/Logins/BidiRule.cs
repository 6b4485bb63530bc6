namespace ActorChat.Actors.Logins;

/// <summary>RFC 5893, section 2: the rules for names with right-to-left letters, so that they can be read in one way only, whatever is beside them.</summary>
internal static class BidiRule
{
    public static bool Allows(LoginCharacter[] characters)
    {
        var classes = Array.ConvertAll(characters, character => character.Bidi);
        // Without right-to-left letters or digits there is nothing to check.
        if (!Array.Exists(classes, one => one is "R" or "AL" or "AN"))
        {
            return true;
        }

        // A name that begins with a left-to-right letter has none of them (rules 1 and 5), so this one is right-to-left.
        var last = Array.FindLast(classes, one => one != "NSM");
        return classes[0] is "R" or "AL"
            && Array.TrueForAll(classes, one => one is "R" or "AL" or "AN" or "EN" or "ES" or "CS" or "ET" or "ON" or "BN" or "NSM")
            && last is "R" or "AL" or "EN" or "AN"
            && !(classes.Contains("EN") && classes.Contains("AN"));
    }
}
