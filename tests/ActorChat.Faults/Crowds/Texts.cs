using System.Text;

namespace ActorChat.Faults.Crowds;

/// <summary>Makes message texts of many scripts that each start with the message's name.</summary>
internal static class Texts
{
    private const int MaxLength = 4000;

    private static readonly string[] Pieces =
    [
        "hello", " ", "über", "Привет", "你好", "مرحبا", "שלום", "👋🏽", "👨‍👩‍👧", "e\u0301", "\"quoted\"", "back\\slash", "\n", "\t", "\u001e", "\u2028", "</script>", "'; --", "0", ".",
    ];

    /// <param name="key">The message's name.</param>
    /// <param name="random">Draws the pieces.</param>
    /// <param name="length">Most texts have at most this many characters.</param>
    /// <param name="change">The name of the edit that the text comes with; none if empty.</param>
    public static string Make(string key, Random random, int length, string change = "")
    {
        // One in two hundred has the maximum length.
        var wanted = random.Next(200) == 0 ? MaxLength : random.Next(1, length);
        var text = new StringBuilder().Append('[').Append(key).Append("] ");
        if (change.Length > 0)
        {
            text.Append('{').Append(change).Append("} ");
        }

        var characters = text.Length;
        while (characters < wanted)
        {
            var piece = Pieces[random.Next(Pieces.Length)];
            characters += piece.EnumerateRunes().Count();
            if (characters > MaxLength)
            {
                break;
            }

            text.Append(piece);
        }

        return text.ToString();
    }
}
