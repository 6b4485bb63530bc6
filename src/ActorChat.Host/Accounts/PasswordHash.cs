using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace ActorChat.Host.Accounts;

/// <summary>
/// A password's Argon2id hash (RFC 9106) in its stored form: a PHC string, <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>. It contains its cost, so that the
/// cost can be raised later. There is always one lane: more would only spread one login over threads.
/// </summary>
internal sealed record PasswordHash(long MemoryKiB, int Iterations, byte[] Salt, byte[] Hash)
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public static PasswordHash Make(string password, long memoryKiB, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordHash(memoryKiB, iterations, salt, Derive(password, salt, memoryKiB, iterations));
    }

    public static PasswordHash? Parse(string text)
    {
        // $argon2id$v=19$m=<KiB>,t=<iterations>,p=1$<salt>$<hash>, both in base64 without padding
        var parts = text.Split('$');
        if (parts is not ["", "argon2id", "v=19", var cost, var salt, var hash] || cost.Split(',') is not [['m', '=', .. var memory], ['t', '=', .. var iterations], "p=1"])
        {
            return null;
        }

        return long.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var kib)
            && int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
            && Decode(salt) is { Length: SaltBytes } saltBytes
            && Decode(hash) is { Length: HashBytes } hashBytes
            ? new PasswordHash(kib, times, saltBytes, hashBytes)
            : null;
    }

    public bool Matches(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, Salt, MemoryKiB, Iterations), Hash);

    /// <summary>The PHC string.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"$argon2id$v=19$m={MemoryKiB},t={Iterations},p=1${Encode(Salt)}${Encode(Hash)}");

    private static byte[] Derive(string password, byte[] salt, long memoryKiB, int iterations)
    {
        var algorithm = PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memoryKiB, NumberOfPasses = iterations });
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            return algorithm.DeriveBytes(bytes, salt, HashBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? Decode(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), buffer, out var length) ? buffer[..length] : null;
    }
}
