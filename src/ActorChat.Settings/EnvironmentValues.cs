using System.Text.RegularExpressions;
using Akka.Configuration;

namespace ActorChat.Settings;

/// <summary>
/// Values from the environment in a HOCON text: a line <c>key = ${?VARIABLE}</c> sets the key if the variable is set, and else does nothing, as HOCON says.
/// Akka's parser does not know the question mark, and silently drops everything after it.
/// </summary>
public static partial class EnvironmentValues
{
    /// <summary>The settings of a HOCON text, with the values from the environment of this process.</summary>
    public static Config Parse(string text) => ConfigurationFactory.ParseString(Put(text, Environment.GetEnvironmentVariable));

    /// <summary>The text with the values in it; it has as many lines.</summary>
    /// <param name="text">A HOCON text.</param>
    /// <param name="variable">The value of a variable; null or empty if it is not set.</param>
    public static string Put(string text, Func<string, string?> variable) => Line().Replace(text, line =>
        variable(line.Groups["name"].Value) is { Length: > 0 } value ? $"{line.Groups["key"].Value}{Quote(value)}" : "");

    /// <summary>The lines whose values are from the environment, by their numbers, with their variables.</summary>
    /// <param name="text">A HOCON text.</param>
    /// <param name="variable">The value of a variable; null or empty if it is not set.</param>
    public static IReadOnlyDictionary<int, string> LinesSet(string text, Func<string, string?> variable) => Line().Matches(text)
        .Where(line => variable(line.Groups["name"].Value) is { Length: > 0 })
        .ToDictionary(line => text.AsSpan(0, line.Index).Count('\n') + 1, line => line.Groups["name"].Value);

    /// <summary>The first place where such a value is not alone on its line, with the line; null if there is none.</summary>
    public static string? FindFault(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (Elsewhere().IsMatch(line) && !Line().IsMatch(line))
            {
                return $"line {number}: a value from the environment is written as key = ${{?VARIABLE}}, alone on its line";
            }
        }

        return null;
    }

    /// <summary>A value as a HOCON text, whatever it holds.</summary>
    internal static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\"";

    [GeneratedRegex(@"^(?<key>[ \t]*[A-Za-z0-9_.-]+[ \t]*=[ \t]*)\$\{\?(?<name>[A-Za-z_][A-Za-z0-9_]*)\}[ \t\r]*(#.*)?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    /// <summary>Not in a comment, nor in a text in quotes.</summary>
    [GeneratedRegex("""^[^#"]*\$\{\?""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Elsewhere();
}
