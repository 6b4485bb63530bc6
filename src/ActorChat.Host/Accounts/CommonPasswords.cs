using System.Collections.Frozen;

namespace ActorChat.Host.Accounts;

/// <summary>
/// The passwords that are tried first by everybody who guesses: 31,000 from the lists of the npm package zxcvbn 4.4.2 (MIT, the
/// licence lies beside the list): its common passwords of six letters and more, and its names of eight and more. Case makes no difference.
/// </summary>
internal static class CommonPasswords
{
    private const string Resource = "ActorChat.Host.common-passwords.txt";

    private static readonly Lazy<FrozenSet<string>> Words = new(Read);

    public static bool Contains(string password) => Words.Value.Contains(password);

    private static FrozenSet<string> Read()
    {
        using var reader = new StreamReader(typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing."));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
