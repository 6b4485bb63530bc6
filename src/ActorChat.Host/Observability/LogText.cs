using System.Globalization;
using System.Text;
using ActorChat.Actors.Logins;

namespace ActorChat.Host.Observability;

/// <summary>
/// Makes text from clients safe for a log. Characters that start a line, move a cursor, change the reading direction or are invisible become escapes in
/// JSON's form, so that nobody can forge or hide a line.
/// </summary>
internal static class LogText
{
    public static string Escape(string text)
    {
        var at = IndexOfHidden(text, 0);
        return at < 0 ? text : Escape(text, at);
    }

    /// <summary>
    /// Text of several lines, such as that of an exception: further lines are indented, so none of them looks like the start of a log line.
    /// </summary>
    public static string EscapeLines(string text) => string.Join("\n    ", text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => Escape(line)));

    private static string Escape(string text, int first)
    {
        var escaped = new StringBuilder(text, 0, first, text.Length + 32);
        for (var at = first; at >= 0;)
        {
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:x4}");
            var next = IndexOfHidden(text, at + 1);
            escaped.Append(text, at + 1, (next < 0 ? text.Length : next) - at - 1);
            at = next;
        }

        return escaped.ToString();
    }

    private static int IndexOfHidden(string text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] is < ' ' or > '~' && IsHidden(text, ref at))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Whether a UTF-16 unit must be escaped; both halves of a visible pair are skipped at once.</summary>
    private static bool IsHidden(string text, ref int at)
    {
        if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(text, at) == UnicodeCategory.Format || InvisibleCharacters.Contains(char.ConvertToUtf32(text, at)))
            {
                return true;
            }

            at++;
            return false;
        }

        // U+0000-1F and 7F-9F; U+2028; U+2029; direction marks and other invisible characters, such as fillers; halves of pairs.
        return CharUnicodeInfo.GetUnicodeCategory(text[at]) is
                UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format or UnicodeCategory.Surrogate
            || InvisibleCharacters.Contains(text[at]);
    }
}
