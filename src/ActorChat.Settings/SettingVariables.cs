using System.Text;
using System.Text.RegularExpressions;
using Akka.Configuration;

namespace ActorChat.Settings;

/// <summary>
/// Settings by variables of the environment: <c>ACTORCHAT__ROOMS__IDLE_TIMEOUT=1m</c> sets <c>actorchat.rooms.idle-timeout</c>. Two underscores stand for a
/// dot, one stands for a hyphen, and capitals do not matter. No key has an underscore or a capital, so a variable means one key.
/// </summary>
public static partial class SettingVariables
{
    private const string Prefix = SettingsReader.Root + "__";
    private const string Form = "[\"a\", \"b\"]";

    /// <summary>The variables of this process that are settings. One without a value is not set.</summary>
    public static IReadOnlyDictionary<string, string> OfProcess() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        .Select(name => KeyValuePair.Create(name, Environment.GetEnvironmentVariable(name) ?? ""))
        .Where(variable => variable.Value.Length > 0)
        .ToDictionary();

    /// <summary>The variable that sets a key.</summary>
    public static string NameOf(string key) => key.Replace(".", "__", StringComparison.Ordinal).Replace('-', '_').ToUpperInvariant();

    /// <summary>The variables by the keys that they set.</summary>
    /// <exception cref="SettingsException">A name stands for no key, or two for the same one.</exception>
    public static IReadOnlyDictionary<string, string> ByKey(IEnumerable<string> names)
    {
        var byKey = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (!Name().IsMatch(name))
            {
                throw new SettingsException($"{name}: must be the name of a setting such as {NameOf($"{SettingsReader.Root}.rooms.idle-timeout")}: two underscores for a dot, one for a hyphen");
            }

            var key = name.ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal).Replace('_', '-');
            if (!byKey.TryAdd(key, name))
            {
                throw new SettingsException($"{name}: must be left out: {byKey[key]} sets the same key");
            }
        }

        return byKey;
    }

    /// <summary>The settings of these variables. A value is a text, a text in quotes, or a list; it is never shown, because it may be a secret in the wrong place.</summary>
    /// <exception cref="SettingsException">A name stands for no key, or a value in brackets is not a list.</exception>
    public static Config Parse(IReadOnlyDictionary<string, string> variables)
    {
        var text = new StringBuilder();
        foreach (var (key, name) in ByKey(variables.Keys))
        {
            text.Append(key).Append(" = ").Append(Hocon(name, variables[name].Trim())).Append('\n');
        }

        return ConfigurationFactory.ParseString(text.ToString());
    }

    private static string Hocon(string name, string value) => value switch
    {
        ['[', .., ']'] => $"[{string.Join(", ", Entries(name, value).Select(EnvironmentValues.Quote))}]",
        ['"', .., '"'] => EnvironmentValues.Quote(Unquoted(value)),
        _ => EnvironmentValues.Quote(value),
    };

    /// <summary>The entries of a list: texts with or without quotes between commas.</summary>
    private static IEnumerable<string> Entries(string name, string value)
    {
        var list = List().Match(value);
        return list.Success
            ? list.Groups["entry"].Captures.Select(entry => entry.Value.Trim()).Select(entry => entry is ['"', .., '"'] ? Unquoted(entry) : entry)
            : throw new SettingsException($"{name}: must be a list such as {Form}");
    }

    private static string Unquoted(string text) => Escape().Replace(text[1..^1], static escape => escape.Groups["letter"].Value);

    [GeneratedRegex(@"^actorchat(__[a-z0-9-]+(_[a-z0-9-]+)*)+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\\(?<letter>.)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();

    [GeneratedRegex("""^\[\s*((?<entry>"([^"\\]|\\.)*"|[^\s",\[\]][^",\[\]]*)\s*(,\s*|(?=\])))*\]$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex List();
}
