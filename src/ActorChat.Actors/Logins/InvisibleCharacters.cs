namespace ActorChat.Actors.Logins;

/// <summary>Characters that are invisible where they are not supported: Default_Ignorable_Code_Point (Unicode Standard, section 5.21).</summary>
public static class InvisibleCharacters
{
    private static readonly Lazy<UnicodeRanges<bool>> Table = new(() => new("default-ignorable", _ => true));

    public static bool Contains(int codePoint) => Table.Value.TryFind(codePoint, out _);
}
