namespace ActorChat.Actors.Logins;

/// <summary>What shows nothing where it is not known: Default_Ignorable_Code_Point (Unicode Standard, section 5.21).</summary>
public static class InvisibleCharacters
{
    private static readonly Lazy<UnicodeRanges<bool>> Table = new(() => new("default-ignorable", _ => true));

    public static bool Contains(int codePoint) => Table.Value.TryFind(codePoint, out _);
}
