using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorChat.Actors.Common;

namespace ActorChat.Actors.Nodes;

/// <summary>
/// Stands for a login in <see cref="LoginNodes"/>: 128 bits in place of a text. They depend on a secret of the process, so nobody can choose logins whose marks
/// are equal; by chance they never are.
/// </summary>
internal readonly record struct LoginMark(ulong High, ulong Low)
{
    private const int Block = 2 * sizeof(ulong);

    private static readonly ulong[] Secret = MakeSecret();

    public static LoginMark Of(Login login)
    {
        var text = MemoryMarshal.AsBytes(login.Key.AsSpan());
        var (high, low) = (Secret[0] ^ (ulong)text.Length, Secret[1]);
        for (; text.Length >= Block; text = text[Block..])
        {
            Add(text, ref high, ref low);
        }

        Span<byte> last = stackalloc byte[Block];
        last.Clear();
        text.CopyTo(last);
        Add(last, ref high, ref low);
        return new LoginMark(Mixed(high ^ Secret[2], low ^ Secret[3]), Mixed(low ^ Secret[4], high ^ Secret[5]));
    }

    private static void Add(ReadOnlySpan<byte> block, ref ulong high, ref ulong low)
    {
        var (first, second) = (MemoryMarshal.Read<ulong>(block), MemoryMarshal.Read<ulong>(block[sizeof(ulong)..]));
        (high, low) = (Mixed(first ^ high, second ^ Secret[2]) ^ low, Mixed(second ^ low, first ^ Secret[3]) ^ high);
    }

    private static ulong Mixed(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        return high ^ low;
    }

    private static ulong[] MakeSecret()
    {
        var secret = new ulong[6];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(secret.AsSpan()));
        return secret;
    }
}
