using System.Globalization;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorChat.Settings;

/// <summary>
/// Reads the settings under <c>actorchat</c>, checks each by its rule, and remembers the rules, so that an unknown (misspelt) key can be refused and the known ones can be
/// listed.
/// </summary>
public sealed class SettingsReader(Config root)
{
    public const string Root = "actorchat";

    /// <summary>The settings of Akka itself, which it checks.</summary>
    private const string AkkaRoot = "akka";

    private const string NoSuchSetting = "there is no such setting";

    private readonly SortedDictionary<string, SettingRule> _rules = new(StringComparer.Ordinal);

    /// <summary>A value by its text.</summary>
    public delegate bool Parse<T>(string text, out T value);

    /// <summary>The rules of the settings that were read, by their keys under <c>actorchat</c>.</summary>
    public IReadOnlyDictionary<string, SettingRule> Rules => _rules;

    public int Whole(string key, int min, int max) => (int)WholeLong(key, min, max);

    public long WholeLong(string key, long min, long max) => Read(key, SettingRule.Whole(min, max), WholeWithin(min, max));

    /// <summary>Null if it is <c>off</c>.</summary>
    public long? OptionalWhole(string key, long min, long max) => Optional(key, SettingRule.Whole(min, max).Or(SettingRule.Off), SettingRule.IsOff, WholeWithin(min, max));

    /// <summary>Null if it is the word.</summary>
    public int? WholeOr(string key, string word, int min, int max) =>
        (int?)Optional(key, SettingRule.Whole(min, max).Or(word), text => text == word, WholeWithin(min, max));

    /// <summary>A share, from 0 to 1.</summary>
    public double Fraction(string key) => Read(key, SettingRule.Fraction(), static (string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 1);

    /// <summary>A duration such as <c>10s</c>, <c>500ms</c>, <c>2m</c>, <c>1h</c> or <c>7d</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max) => Read(key, SettingRule.Duration(min, max), DurationWithin(min, max));

    /// <summary>Null if it is <c>off</c>.</summary>
    public TimeSpan? OptionalDuration(string key, TimeSpan min, TimeSpan max) =>
        Optional(key, SettingRule.Duration(min, max).Or(SettingRule.Off), SettingRule.IsOff, DurationWithin(min, max));

    /// <summary>A size in bytes such as <c>65536</c>, <c>64KiB</c> or <c>1MiB</c>.</summary>
    public long Bytes(string key, long min, long max) => Read(key, SettingRule.Bytes(min, max), (string text, out long value) =>
        Sizes.TryParse(text, out value) && value >= min && value <= max);

    public bool Switch(string key) => Read(key, SettingRule.Switch(), static (string text, out bool value) =>
        (value = text is "on" or "true" or "yes") || text is "off" or "false" or "no");

    public string Choice(string key, params string[] legal) => Read(key, SettingRule.Choice(legal), (string text, out string value) =>
        legal.Contains(value = text, StringComparer.Ordinal));

    public string Text(string key) => Text(key, SettingRule.Text());

    /// <summary>Null if it is <c>off</c>.</summary>
    public string? OptionalText(string key) => Text(key, SettingRule.Text().Or(SettingRule.Off)) is var text && !SettingRule.IsOff(text) ? text : null;

    /// <summary>A text of a form of its own, which its rule describes.</summary>
    public T Formed<T>(string key, SettingRule rule, Parse<T> parse) => Read(key, rule, parse);

    /// <summary>The same; null if it is <c>off</c>.</summary>
    public T? OptionalFormed<T>(string key, SettingRule rule, Parse<T> parse)
        where T : class
    {
        var optional = rule.Or(SettingRule.Off);
        return Text(key, optional) is var text && SettingRule.IsOff(text) ? null : Parsed(key, text, optional, parse);
    }

    public IReadOnlyList<string> List(string key) => List(key, SettingRule.List());

    /// <summary>A list of a form of its own, which its rule describes.</summary>
    public IReadOnlyList<T> ListOf<T>(string key, string form, Parse<T> parse) =>
        [.. List(key, SettingRule.List(form)).Select(text => parse(text, out var value) ? value : throw Bad(key, text, form))];

    /// <summary>A list, or one text with its entries between commas, as the environment gives them.</summary>
    public IReadOnlyList<string> ListOrText(string key)
    {
        Declare(key, SettingRule.ListOrText());
        return ValueOf(key) is var value && HasList(value)
            ? [.. root.GetStringList(Path(key))]
            : TextOf(key, value).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Refuses a value above that of another key: a default above its maximum, a minimum above a maximum.</summary>
    public void InOrder<T>(string lowKey, T low, string highKey, T high)
        where T : IComparable<T>
    {
        if (low.CompareTo(high) > 0)
        {
            throw Bad(lowKey, Shown(lowKey), $"at most {Path(highKey)}, which is {Shown(highKey)}");
        }
    }

    /// <summary>The value as it is written, for an error message.</summary>
    public string Shown(string key) => TextOf(key, ValueOf(key));

    /// <summary>The keys under <c>actorchat</c> that no setting has read, sorted.</summary>
    public IReadOnlyList<string> UnreadKeys() =>
        [.. root.GetConfig(Root).AsEnumerable().SelectMany(entry => Leaves(entry.Key, entry.Value)).Select(static leaf => leaf.Path).Where(key => !_rules.ContainsKey(key)).Order(StringComparer.Ordinal)];

    /// <summary>Refuses keys that no setting has read, anywhere in the text. The rest of <c>akka</c> is checked by Akka.</summary>
    /// <param name="variables">The variables of the environment that are settings, by the keys that they set: such a value is not shown.</param>
    /// <exception cref="SettingsException">There is such a key.</exception>
    public void RefuseUnknown(IReadOnlyDictionary<string, string> variables)
    {
        if (variables.Keys.Where(key => !_rules.ContainsKey(Under(key))).Order(StringComparer.Ordinal).FirstOrDefault() is { } set)
        {
            throw new SettingsException(
                $"{variables[set]}: must be left out: {NoSuchSetting}{NearestKey.Ask(SettingVariables.NameOf(set), _rules.Keys.Select(known => SettingVariables.NameOf(Path(known))))}");
        }

        if (root.AsEnumerable().Where(entry => entry.Key is not (Root or AkkaRoot)).SelectMany(entry => Leaves(entry.Key, entry.Value)).Select(static leaf => leaf.Path).Order(StringComparer.Ordinal).FirstOrDefault() is { } outside)
        {
            throw Refused(outside, $"left out: only {Root} and {AkkaRoot} are read");
        }

        if (UnreadKeys() is [var key, ..])
        {
            throw Refused(Path(key), $"left out: {NoSuchSetting}");
        }
    }

    /// <summary>The key under <c>actorchat</c> of a whole key.</summary>
    public static string Under(string path) => path[(Root.Length + 1)..];

    /// <summary>The settings in a block, with their whole keys.</summary>
    public static IEnumerable<(string Path, HoconValue Value)> Leaves(string path, HoconValue value) =>
        value.IsObject() ? value.GetObject().Items.SelectMany(item => Leaves($"{path}.{item.Key}", item.Value)) : [(path, value)];

    /// <summary>Whether a value is a list. One without entries names itself in its error; the problem is in its element.</summary>
    public static bool HasList(HoconValue value) => value.Values.Exists(static element => element.IsArray());

    /// <summary>The error for a key whose value is outside its legal range.</summary>
    public static SettingsException Bad(string key, string value, string legal) => BadPath(Path(key), value, legal);

    private static SettingsException BadPath(string path, string value, string legal) => new($"{path} = {SecretKeys.Show(path, value)}: must be {legal}", path);

    private SettingsException Refused(string path, string legal) =>
        BadPath(path, root.GetString(path, ""), legal + NearestKey.Ask(path, _rules.Keys.Select(Path)));

    private T Read<T>(string key, SettingRule rule, Parse<T> parse) => Parsed(key, Text(key, rule), rule, parse);

    /// <summary>Null where the value is the word.</summary>
    private T? Optional<T>(string key, SettingRule rule, Func<string, bool> isWord, Parse<T> parse)
        where T : struct => Text(key, rule) is var text && isWord(text) ? null : Parsed(key, text, rule, parse);

    private string Text(string key, SettingRule rule)
    {
        Declare(key, rule);
        return TextOf(key, ValueOf(key));
    }

    private static T Parsed<T>(string key, string text, SettingRule rule, Parse<T> parse) => parse(text, out var value) ? value : throw Bad(key, text, rule.Legal);

    private IReadOnlyList<string> List(string key, SettingRule rule)
    {
        Declare(key, rule);
        return HasList(ValueOf(key)) ? [.. root.GetStringList(Path(key))] : throw Bad(key, root.GetString(Path(key), "a block"), rule.Legal);
    }

    /// <summary>A setting that two parts read has the same rule in both.</summary>
    private void Declare(string key, SettingRule rule)
    {
        if (!_rules.TryAdd(key, rule) && _rules[key].Legal != rule.Legal)
        {
            throw new InvalidOperationException($"{Path(key)} has two rules: {_rules[key].Legal}; {rule.Legal}.");
        }
    }

    private HoconValue ValueOf(string key)
    {
        var path = Path(key);
        if (root.HasPath(path))
        {
            return root.GetValue(path);
        }

        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            var block = path[..dot];
            if (root.HasPath(block))
            {
                throw root.GetValue(block).IsObject() ? new SettingsException($"{path} is missing", path) : BadPath(block, root.GetString(block, "a list"), "a block of settings");
            }
        }

        throw new SettingsException($"{path} is missing", path);
    }

    private static string TextOf(string key, HoconValue value) =>
        !value.IsObject() && !value.IsArray() ? value.GetString()?.Trim() ?? "" : throw Bad(key, "a block or a list", "one value");

    private static Parse<long> WholeWithin(long min, long max) => (string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;

    private static Parse<TimeSpan> DurationWithin(TimeSpan min, TimeSpan max) => (string text, out TimeSpan value) =>
        Durations.TryParse(text, out value) && value >= min && value <= max;

    private static string Path(string key) => $"{Root}.{key}";
}
