namespace ActorChat.Fuzzing;

/// <summary>Makes inputs from others: bytes changed, runs removed, doubled and moved, words of the protocol inserted, two inputs joined.</summary>
public sealed class Mutator(params byte[][] words)
{
    private const int MaxChanges = 6;
    private const int MaxLength = 4_096;

    private static readonly byte[] s_telling = [0, 1, 9, 10, 13, 0x1e, 0x1f, 0x20, 0x22, 0x25, 0x26, 0x2b, 0x2c, 0x2d, 0x2f, 0x30, 0x39, 0x3a, 0x3d, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x7e, 0x7f, 0x80, 0xbf, 0xc0, 0xed, 0xf4, 0xff];

    private static readonly byte[][] s_numbers = [.. new[] { "0", "1", "-1", "9", "10", "11", "125", "126", "65535", "65536", "2147483647", "2147483648", "4294967296", "9007199254740993", "999999999999999999", "9999999999999999999", "99999999999999999999999", "1e3", "0.5" }.Select(System.Text.Encoding.ASCII.GetBytes)];

    public byte[] Mutate(Random random, IReadOnlyList<byte[]> corpus)
    {
        var input = new List<byte>(corpus[random.Next(corpus.Count)]);
        for (var changes = random.Next(1, MaxChanges + 1); changes > 0; changes--)
        {
            Change(random, input, corpus);
        }

        return [.. input.Take(MaxLength)];
    }

    private void Change(Random random, List<byte> input, IReadOnlyList<byte[]> corpus)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(random.Next(1, 9), input.Count - at);
        switch (random.Next(10))
        {
            case 0 when length > 0:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when length > 0:
                input[at] = s_telling[random.Next(s_telling.Length)];
                break;
            case 2:
                input.Insert(at, s_telling[random.Next(s_telling.Length)]);
                break;
            case 3:
                input.RemoveRange(at, length);
                break;
            case 4:
                input.InsertRange(random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 5 when words.Length > 0:
                input.InsertRange(at, words[random.Next(words.Length)]);
                break;
            case 6:
                ReplaceNumber(random, input);
                break;
            case 7:
                Splice(random, input, at, corpus[random.Next(corpus.Count)]);
                break;
            case 8:
                input.InsertRange(at, Enumerable.Repeat(s_telling[random.Next(s_telling.Length)], random.Next(1, 300)));
                break;
            default:
                input.Insert(at, (byte)random.Next(256));
                break;
        }
    }

    /// <summary>Replaces a number by another.</summary>
    private static void ReplaceNumber(Random random, List<byte> input)
    {
        var start = input.FindIndex(random.Next(input.Count + 1), static value => value is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return;
        }

        var end = input.FindIndex(start, static value => value is < (byte)'0' or > (byte)'9');
        input.RemoveRange(start, (end < 0 ? input.Count : end) - start);
        input.InsertRange(start, s_numbers[random.Next(s_numbers.Length)]);
    }

    /// <summary>The beginning of one and the end of another.</summary>
    private static void Splice(Random random, List<byte> input, int at, byte[] other)
    {
        input.RemoveRange(at, input.Count - at);
        input.AddRange(other.Skip(random.Next(other.Length + 1)));
    }
}
