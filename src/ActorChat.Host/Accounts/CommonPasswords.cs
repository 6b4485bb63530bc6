using System.Collections.Frozen;

namespace ActorChat.Host.Accounts;

/// <summary>
/// The passwords that attackers try first: 31,000 from the lists of the npm package zxcvbn 4.4.2 (MIT, with the licence beside the list): its common
/// passwords of at least six letters, and its names of at least eight. Case is ignored.
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
