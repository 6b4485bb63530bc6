using System.Text;
using ActorChat.Actors.Common;
using FsCheck;
using FsCheck.Fluent;

namespace ActorChat.Actors.Tests.Common;

/// <summary>Logins of many scripts, with few letters of each, so that generated ones often differ only in case, in order or by one letter.</summary>
public static class LoginGenerator
{
    private static readonly string[] Pieces =
    [
        "a", "A", "b", "B", "é", "e\u0301", "ß", "ẞ", "ı", "I", "İ", "i", "ǆ", "ǅ", "K", "k", "σ", "ς", "Σ", "ж", "Ж", "א", "ب",
        "क\u093F", "한", "漢", "\U00010400", "\U00010428", "1", "٣", "_", ".", "-", "@", "+",
    ];

    public static Arbitrary<Login> Login() => Gen.Elements(Pieces)
        .NonEmptyListOf()
        .Select(pieces => string.Concat(pieces.Take(8)))
        .Where(text => Actors.Common.Login.TryParse(text, 64, out _))
        .Select(text => Actors.Common.Login.TryParse(text, 64, out var login) ? login : default)
        .ToArbitrary();

    /// <summary>Another spelling of the same login: in the other case, and decomposed.</summary>
    public static string OtherSpelling(Login login) => login.Key.ToUpperInvariant().Normalize(NormalizationForm.FormD);
}
