using System.Globalization;
using System.Text.Json.Nodes;

namespace ActorChat.Settings;

/// <summary>
/// What a setting may be. The check, the error message, the page of settings and the schema come from it, so they agree. Each rule is declared where the setting is
/// read, by the method of <see cref="SettingsReader"/>.
/// </summary>
/// <param name="Type">The name of its type, such as <c>duration</c>.</param>
/// <param name="Form">What an error message says it must be, without the words.</param>
/// <param name="Range">The least and the largest value; null without a range.</param>
/// <param name="Schema">The JSON Schema of its value, without the words.</param>
public sealed record SettingRule(string Type, string Form, string? Range, Func<JsonObject> Schema)
{
    /// <summary>The word for a setting that is left out.</summary>
    public const string Off = "off";

    /// <summary>Numbers in a settings file may be texts.</summary>
    private const string OrText = "^[0-9]+$";

    /// <summary>HOCON's other spelling of <see cref="Off"/>.</summary>
    private const string OtherOff = "false";

    private static readonly TimeSpan[] DurationExamples =
        [TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    private static readonly long[] SizeExamples = [64 << 10, 1 << 20, 1 << 10, 1 << 30, 100];

    /// <summary>Words that stand for values of their own: <c>off</c>, <c>auto</c>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What an error message says the value must be.</summary>
    public string Legal => string.Join(", or ", Words.Prepend(Form));

    public static SettingRule Whole(long min, long max) => new(
        "whole number", $"a whole number from {min} to {max}", $"{Group(min)} to {Group(max)}",
        () => AnyOf(new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max }, Pattern(OrText)));

    public static SettingRule Fraction() => new(
        "number", "a number from 0 to 1", "0 to 1",
        () => AnyOf(new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 }, Pattern(@"^[0-9.]+([eE]-?[0-9]+)?$")));

    public static SettingRule Duration(TimeSpan min, TimeSpan max)
    {
        var range = $"{Durations.Print(min)} to {Durations.Print(max)}";
        return new SettingRule(
            "duration", $"a duration from {range}, such as {Durations.Print(Array.Find(DurationExamples, one => one >= min && one <= max))} (ms, s, m, h, d)", range,
            () => Pattern(@"^[0-9]+(\.[0-9]+)? *(ms|s|m|h|d)$"));
    }

    public static SettingRule Bytes(long min, long max)
    {
        var range = $"{Sizes.Print(min)} to {Sizes.Print(max)}";
        return new SettingRule(
            "size", $"a size from {range}, such as {Sizes.Print(Array.Find(SizeExamples, one => one >= min && one <= max))} (B, KiB, MiB, GiB)", range,
            () => AnyOf(new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max }, Pattern("^[0-9]+ *(B|KiB|MiB|GiB)?$")));
    }

    public static SettingRule Switch() => new(
        "`on`, `off`", "on or off", null,
        () => new JsonObject { ["enum"] = new JsonArray("on", "off", "yes", "no", "true", "false", true, false) });

    public static SettingRule Choice(params IReadOnlyList<string> legal) => new(
        string.Join(", ", legal.Select(static one => $"`{one}`")), $"one of {string.Join(", ", legal)}", null,
        () => new JsonObject { ["enum"] = new JsonArray([.. legal.Select(static one => (JsonNode)one)]) });

    public static SettingRule Text() => new("text", "one value", null, static () => new JsonObject { ["type"] = new JsonArray("string", "number") });

    /// <summary>A list of texts.</summary>
    /// <param name="form">What it must be, such as a list of names.</param>
    public static SettingRule List(string form = "a list such as [\"a\", \"b\"]") => new(
        "list", form, null, static () => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } });

    /// <summary>A list of texts, or one text with commas.</summary>
    public static SettingRule ListOrText() => List() with { Schema = static () => AnyOf(List().Schema(), new JsonObject { ["type"] = "string" }) };

    /// <summary>A text of a form of its own.</summary>
    public static SettingRule Formed(string type, string form, string? pattern = null) => new(
        type, form, null, () => pattern is null ? new JsonObject { ["type"] = "string" } : Pattern(pattern));

    /// <summary>The same, or one of these words.</summary>
    public SettingRule Or(params IReadOnlyList<string> words) => this with
    {
        Words = words,
        Schema = () => AnyOf(Schema(), new JsonObject { ["enum"] = new JsonArray([.. words.Select(static word => (JsonNode)word), .. words.Contains(Off) ? (JsonNode[])[OtherOff, false] : []]) }),
    };

    /// <summary>Whether a value is that word.</summary>
    public static bool IsOff(string value) => value is Off or OtherOff;

    private static JsonObject AnyOf(params JsonObject[] schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static string Group(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
