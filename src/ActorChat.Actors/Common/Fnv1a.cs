namespace ActorChat.Actors.Common;

/// <summary>
/// FNV-1a with 32 bits. Its result is the same in every process and version, unlike that of the framework's own hashes. Numbers made with it are stored, so
/// it never changes.
/// </summary>
public static class Fnv1a
{
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>The hash of a text: of the two bytes of each UTF-16 unit, the lower one first.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = Offset;
        foreach (var unit in text)
        {
            hash = (hash ^ (byte)unit) * Prime;
            hash = (hash ^ (byte)(unit >> 8)) * Prime;
        }

        return hash;
    }
}
