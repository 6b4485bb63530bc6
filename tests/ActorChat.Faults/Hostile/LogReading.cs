using System.Text.RegularExpressions;

namespace ActorChat.Faults.Hostile;

/// <summary>Finds the lines of a server's log that a client must not be able to cause.</summary>
public static partial class LogReading
{
    /// <summary>Warnings that are allowed in the log, by their beginning, each with its reason.</summary>
    private static readonly (string Beginning, string Reason)[] s_expected =
    [
        ("As of \"", "Kestrel noticed that the machine was busy: its timer came late"),
    ];

    /// <summary>
    /// The problem of each bad line, without the parts that differ from one to the next. Lines after an error, such as its stack trace, belong to it.
    /// </summary>
    public static IEnumerable<string> Bad(IEnumerable<string> lines)
    {
        var isWithin = false;
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            if (isWithin && !Line().IsMatch(line))
            {
                continue;
            }

            var kind = Kind(line);
            isWithin = kind is not null;
            if (kind is not null)
            {
                yield return kind;
            }
        }
    }

    private static string? Kind(string line)
    {
        var parts = Line().Match(line);
        return !parts.Success ? "no line of a log: " + Shorten(line)
            : parts.Groups[1].Value is "WRN" && s_expected.Any(expected => parts.Groups[2].Value.StartsWith(expected.Beginning, StringComparison.Ordinal)) ? null
            : parts.Groups[1].Value is "WRN" or "ERR" or "FTL" ? $"{parts.Groups[1].Value} {Shorten(parts.Groups[2].Value)}"
            : null;
    }

    private static string Shorten(string text) => Names().Replace(text[..Math.Min(text.Length, 200)], "…");

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ([A-Z]{3}) (.*)$")]
    private static partial Regex Line();

    // Ids, numbers and quoted values.
    [GeneratedRegex(@"""[^""]*""|\b[0-9A-Za-z_.:-]*\d[0-9A-Za-z_.:-]*\b")]
    private static partial Regex Names();
}
