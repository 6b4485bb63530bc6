using System.Text;

namespace ActorChat.Fuzzing;

/// <summary>Makes odd JSON: duplicate names, escapes in any spelling, halves of surrogate pairs, endless numbers, deep nesting.</summary>
public sealed class JsonMaker(params string[] names)
{
    private const int MaxDepth = 6;

    private static readonly string[] s_strings = ["", " ", "a", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\uD83D", "\\\"", "\\\\", "\\/", "\\n", "\\u000a", "\u00e9", "\u20ac", "\ud83d\ude00", "\ufffe", "\\ufeff", "0f8fad5b-d9cb-569f-a165-70867728950e", "\\u0062ob", "bob"];

    private static readonly string[] s_numbers = ["0", "-0", "1", "-1", "12", "0.5", "1.0", "1e3", "1E-3", "9007199254740991", "9007199254740992", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "123456789012345678901234567890", "1e400"];

    private static readonly string[] s_spaces = ["", "", "", "", " ", "\t", "\r\n", "  "];

    /// <summary>A value.</summary>
    public string Value(Random random, int depth = 0) => random.Next(depth >= MaxDepth ? 5 : 9) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => s_numbers[random.Next(s_numbers.Length)],
        3 or 4 => Text(random),
        5 => Array(random, depth),
        6 when random.Next(40) == 0 => Deep(random),
        _ => Fields(random, depth),
    };

    /// <summary>Values with commas between them.</summary>
    public string Values(Random random, int most, int depth = 0)
    {
        var values = Enumerable.Range(0, random.Next(most + 1)).Select(_ => Space(random) + Value(random, depth) + Space(random));
        return string.Join(',', values);
    }

    /// <summary>An object, usually with meaningful names.</summary>
    public string Fields(Random random, int depth = 0)
    {
        var fields = Enumerable.Range(0, random.Next(6)).Select(_ => $"{Space(random)}\"{Name(random)}\"{Space(random)}:{Space(random)}{Value(random, depth + 1)}");
        return "{" + string.Join(',', fields) + Space(random) + "}";
    }

    public string Text(Random random)
    {
        var text = new StringBuilder("\"");
        for (var parts = random.Next(4); parts > 0; parts--)
        {
            text.Append(s_strings[random.Next(s_strings.Length)]);
        }

        if (random.Next(20) == 0)
        {
            text.Append('x', random.Next(5_000));
        }

        return text.Append('"').ToString();
    }

    private string Array(Random random, int depth) => "[" + Values(random, 4, depth + 1) + "]";

    private static string Deep(Random random)
    {
        var depth = random.Next(1, 400);
        return new string('[', depth) + new string(']', depth);
    }

    /// <summary>A name, sometimes spelt with escapes, or with half of a surrogate pair in it.</summary>
    private string Name(Random random)
    {
        var name = names[random.Next(names.Length)];
        var at = random.Next(name.Length);
        return random.Next(10) switch
        {
            0 => name[..at] + $"\\u{(int)name[at]:x4}" + name[(at + 1)..],
            1 => name[..at] + "\\ud800" + name[at..],
            2 => s_strings[random.Next(s_strings.Length)],
            _ => name,
        };
    }

    private static string Space(Random random) => s_spaces[random.Next(s_spaces.Length)];
}
