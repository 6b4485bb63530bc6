namespace ActorChat.Host.Settings;

/// <summary>
/// Finds a bracket that is not closed, or closed without being open. The parser accepts such a text, and everything after the error would silently belong to
/// another block.
/// </summary>
internal static class HoconBrackets
{
    /// <summary>The error, with its line; null if there is none.</summary>
    public static string? FindFault(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var line = 1;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\n':
                    line++;
                    break;
                case '#':
                case '/' when text.AsSpan(at).StartsWith("//"):
                    at = EndOf(text, at, "\n") - 1;
                    break;
                case '"':
                    var end = EndOfString(text, at);
                    if (end < 0)
                    {
                        return $"line {line}: a string is not closed";
                    }

                    line += text.AsSpan(at, end - at).Count('\n');
                    at = end - 1;
                    break;
                case '{' or '[':
                    open.Push((text[at], line));
                    break;
                case '}' or ']':
                    if (!open.TryPop(out var opened) || opened.Bracket != (text[at] == '}' ? '{' : '['))
                    {
                        return $"line {line}: {text[at]} closes nothing";
                    }

                    break;
            }
        }

        return open.TryPeek(out var left) ? $"line {left.Line}: {left.Bracket} is not closed" : null;
    }

    private static int EndOf(string text, int from, string mark) => text.IndexOf(mark, from, StringComparison.Ordinal) is var at and >= 0 ? at : text.Length;

    /// <summary>Where the string that begins here ends; negative if it never does.</summary>
    private static int EndOfString(string text, int from)
    {
        const string Triple = "\"\"\"";
        if (text.AsSpan(from).StartsWith(Triple))
        {
            return text.IndexOf(Triple, from + 3, StringComparison.Ordinal) is var closed and >= 0 ? closed + 3 : -1;
        }

        for (var at = from + 1; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += text[at] == '\\' ? 1 : 0;
        }

        return -1;
    }
}
