using System.Text;

namespace ActorChat.Actors.Common;

/// <summary>
/// The name of a user: 1 to <c>actorchat.limits.login-length</c> letters and digits of any script and <c>_ . - @ +</c>, in NFC.
/// Two logins that differ in case alone are the same login; each keeps the spelling it was made with.
/// </summary>
public readonly struct Login : IEquatable<Login>
{
    private Login(string name, string key) => (Name, Key) = (name, key);

    /// <summary>The spelling, as registered or as a client wrote it.</summary>
    public string Name { get; }

    /// <summary>The spelling with its case folded away: what is compared, hashed and sorted.</summary>
    public string Key { get; }

    /// <summary>Normalises and checks what a client wrote; false when it is no login.</summary>
    /// <param name="text">What the client wrote.</param>
    /// <param name="maxLength">The longest login, in Unicode code points.</param>
    /// <param name="login">The login, where the answer is true.</param>
    public static bool TryParse(string? text, int maxLength, out Login login)
    {
        login = default;
        // A code point is at most two UTF-16 units, and NFC never makes a text longer than three times: cut off before any work.
        if (string.IsNullOrEmpty(text) || text.Length > maxLength * 6 || !IsWellFormed(text))
        {
            return false;
        }

        var name = text.Normalize(NormalizationForm.FormC);
        var length = 0;
        var afterLetter = false;
        foreach (var rune in name.EnumerateRunes())
        {
            var isLetter = Rune.IsLetterOrDigit(rune) || (afterLetter && IsMark(rune));
            if (++length > maxLength || !(isLetter || IsPunctuation(rune)))
            {
                return false;
            }

            afterLetter = isLetter;
        }

        login = new Login(name, Fold(name));
        return true;
    }

    /// <summary>A login from the journal or the tables, which hold none that was not checked before.</summary>
    public static Login FromStored(string name) => new(name, Fold(name));

    /// <summary>Many scripts write vowels as marks on a letter; a mark on anything else is not part of a name.</summary>
    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool IsPunctuation(Rune rune) => rune.Value is '_' or '.' or '-' or '@' or '+';

    private static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[used..];
        }

        return true;
    }

    /// <summary>Upper case first: it brings together letters of one upper and several lower forms (σ and ς).</summary>
    private static string Fold(string name) => name.ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormC);

    public bool Equals(Login other) => string.Equals(Key, other.Key, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is Login other && Equals(other);

    public override int GetHashCode() => Key is null ? 0 : string.GetHashCode(Key, StringComparison.Ordinal);

    public static bool operator ==(Login left, Login right) => left.Equals(right);

    public static bool operator !=(Login left, Login right) => !left.Equals(right);

    public override string ToString() => Name;
}
