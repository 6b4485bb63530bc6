using System.Globalization;
using Akka.Configuration;

namespace ActorChat.Settings;

/// <summary>
/// Reads the settings under <c>actorchat</c>, checks each against its legal range, and remembers which keys were read, so that an unknown (misspelt) key can
/// be refused.
/// </summary>
public sealed class SettingsReader(Config root)
{
    public const string Root = "actorchat";

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public int Whole(string key, int min, int max) => (int)WholeLong(key, min, max);

    public long WholeLong(string key, long min, long max)
    {
        var text = Text(key);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Bad(key, text, $"a whole number from {min} to {max}");
    }

    /// <summary>A share, from 0 to 1.</summary>
    public double Fraction(string key)
    {
        var text = Text(key);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw Bad(key, text, "a number from 0 to 1");
    }

    /// <summary>A duration such as <c>10s</c>, <c>500ms</c>, <c>2m</c>, <c>1h</c> or <c>7d</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max)
    {
        var text = Text(key);
        return Durations.TryParse(text, out var value) && value >= min && value <= max
            ? value
            : throw Bad(key, text, $"a duration from {Durations.Print(min)} to {Durations.Print(max)}");
    }

    /// <summary>A size in bytes such as <c>65536</c>, <c>64KiB</c> or <c>1MiB</c>.</summary>
    public long Bytes(string key, long min, long max)
    {
        var text = Text(key);
        return Sizes.TryParse(text, out var value) && value >= min && value <= max
            ? value
            : throw Bad(key, text, $"a size from {min} to {max} bytes");
    }

    public bool Switch(string key) => Text(key) switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var text => throw Bad(key, text, "on or off"),
    };

    public string Choice(string key, params string[] legal)
    {
        var text = Text(key);
        return legal.Contains(text, StringComparer.Ordinal) ? text : throw Bad(key, text, "one of " + string.Join(", ", legal));
    }

    public string Text(string key)
    {
        var path = Path(key);
        if (!root.HasPath(path))
        {
            throw new SettingsException($"{path} is missing");
        }

        return root.GetValue(path) is { } value && !value.IsObject() && !value.IsArray()
            ? value.GetString()?.Trim() ?? ""
            : throw Bad(key, "a block or a list", "one value");
    }

    public IReadOnlyList<string> List(string key)
    {
        var path = Path(key);
        if (!root.HasPath(path))
        {
            throw new SettingsException($"{path} is missing");
        }

        // A list without entries names itself in its error; the problem is in its element.
        return root.GetValue(path).Values.Exists(element => element.IsArray()) ? [.. root.GetStringList(path)] : throw Bad(key, root.GetString(path, "a block"), "a list");
    }

    /// <summary>A list, or one text with its entries between commas, as the environment gives them.</summary>
    public IReadOnlyList<string> ListOrText(string key)
    {
        var path = Path(key);
        return root.HasPath(path) && root.GetValue(path) is { } value && value.Values.Exists(static element => element.IsArray())
            ? [.. root.GetStringList(path)]
            : Text(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Null if it is <c>off</c>.</summary>
    public string? OptionalText(string key) => Text(key) is var text and not "off" ? text : null;

    /// <summary>Refuses a value above that of another key: a default above its maximum, a minimum above a maximum.</summary>
    public void InOrder<T>(string lowKey, T low, string highKey, T high)
        where T : IComparable<T>
    {
        if (low.CompareTo(high) > 0)
        {
            throw Bad(lowKey, Text(lowKey), $"at most {Path(highKey)}, which is {Text(highKey)}");
        }
    }

    /// <summary>The keys under <c>actorchat</c> that no setting has read, sorted.</summary>
    public IReadOnlyList<string> UnreadKeys() =>
        [.. root.GetConfig(Root).AsEnumerable().SelectMany(entry => Leaves(entry.Key, entry.Value)).Where(key => !_read.Contains(key)).Order(StringComparer.Ordinal)];

    /// <summary>The error for a key whose value is outside its legal range.</summary>
    public static SettingsException Bad(string key, string value, string legal) => new($"{Root}.{key} = {value}: must be {legal}");

    private string Path(string key)
    {
        _read.Add(key);
        return $"{Root}.{key}";
    }

    private static IEnumerable<string> Leaves(string path, Akka.Configuration.Hocon.HoconValue value) =>
        value.IsObject()
            ? value.GetObject().Items.SelectMany(item => Leaves($"{path}.{item.Key}", item.Value))
            : [path];
}
