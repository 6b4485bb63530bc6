using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActorChat.Actors.Common;

/// <summary>
/// The name of a user: letters and digits of any script and <c>_ . - @ +</c>, in NFC. Two logins that differ only in case are the same login; each keeps its
/// own spelling. What was once legal can always be read; <see cref="Logins.NewLogin"/> has the stricter rules for new logins.
/// </summary>
public readonly struct Login : IEquatable<Login>
{
    /// <summary>
    /// The longest login that any setting ever allowed, in Unicode code points. It bounds the work; <c>actorchat.limits.login-length</c> bounds new logins.
    /// </summary>
    public const int MaxLength = 1024;

    private const int LongestCounted = 64;

    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-@+");

    private Login(string name, string key) => (Name, Key) = (name, key);

    /// <summary>The spelling, as registered or as a client wrote it.</summary>
    public string Name { get; }

    /// <summary>The spelling with its case folded away: this is compared, hashed and sorted.</summary>
    public string Key { get; }

    /// <summary>Normalises and checks what a client wrote; false if it is not a login.</summary>
    /// <param name="text">What the client wrote.</param>
    /// <param name="maxLength">The longest login, in Unicode code points: <see cref="MaxLength"/> for every look-up.</param>
    /// <param name="login">The login, if the answer is true.</param>
    public static bool TryParse(string? text, int maxLength, out Login login)
    {
        login = default;
        // A code point is at most two UTF-16 units, and NFC makes a text at most three times as long: too long a text is refused before any work.
        if (string.IsNullOrEmpty(text) || text.Length > maxLength * 6 || Normalise(text) is not { } name || !IsName(name, maxLength))
        {
            return false;
        }

        login = new Login(name, Fold(name));
        return true;
    }

    /// <summary>A login from the journal or the tables, which hold only checked ones.</summary>
    public static Login FromStored(string name) => new(name, Fold(name));

    /// <summary>Stands for the login where attempts with it are only counted. Its size is small, however long the login is.</summary>
    public Login ForCounting() => Key is null || Key.Length <= LongestCounted ? this : FromStored(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))));

    /// <summary>The prefix of the keys of all logins whose names begin with this text; null if no name can.</summary>
    public static string? KeyPrefix(string text) => text.Length <= MaxLength * 6 && Normalise(text) is { } prefix ? Fold(prefix) : null;

    /// <summary>
    /// The text in NFC; null if it has a character that no login has. That is checked first, because invalid characters cannot be normalised.
    /// </summary>
    private static string? Normalise(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.AsSpan().ContainsAnyExcept(PlainCharacters) ? null : text;
        }

        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done || !(Rune.IsLetterOrDigit(rune) || IsMark(rune) || IsPunctuation(rune)))
            {
                return null;
            }

            rest = rest[used..];
        }

        return text.Normalize(NormalizationForm.FormC);
    }

    private static bool IsName(string name, int maxLength)
    {
        if (Ascii.IsValid(name))
        {
            return name.Length <= maxLength;
        }

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

        return true;
    }

    /// <summary>Many scripts write vowels as marks on a letter; a mark on anything else cannot be part of a name.</summary>
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsPunctuation(Rune rune) => rune.Value is '_' or '.' or '-' or '@' or '+';

    /// <summary>Upper case first, because it unites letters with one upper and several lower forms (σ and ς). Keys are stored: this never changes.</summary>
    private static string Fold(string name) => Ascii.IsValid(name)
        ? name.ToLowerInvariant()
        : name.ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormC);

    public bool Equals(Login other) => string.Equals(Key, other.Key, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is Login other && Equals(other);

    public override int GetHashCode() => Key is null ? 0 : string.GetHashCode(Key, StringComparison.Ordinal);

    public static bool operator ==(Login left, Login right) => left.Equals(right);

    public static bool operator !=(Login left, Login right) => !left.Equals(right);

    public override string ToString() => Name;
}
