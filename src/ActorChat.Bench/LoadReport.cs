using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorChat.Bench;

/// <summary>What a run found. Rates are per second, latencies in milliseconds.</summary>
/// <param name="Kind"><c>closed</c>, <c>open</c> or <c>connect</c>.</param>
/// <param name="Seconds">The time that was counted.</param>
/// <param name="Counts">Everything counted in that time, by name.</param>
/// <param name="PerSecond">Completed messages or connects a second.</param>
/// <param name="Latency">Distributions by name.</param>
/// <param name="Refused">Refusals by code.</param>
/// <param name="Errors">Errors by message: anything that should not happen.</param>
/// <param name="Notes">How to read the figures.</param>
internal sealed record LoadReport(
    string Kind,
    double Seconds,
    IReadOnlyDictionary<string, long> Counts,
    double PerSecond,
    IReadOnlyDictionary<string, Percentiles> Latency,
    IReadOnlyDictionary<string, long> Refused,
    IReadOnlyDictionary<string, long> Errors,
    IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Prints the report for people and, if requested, writes it as JSON: to a file, or to the standard output instead of the text.</summary>
    public async Task WriteAsync(string? json)
    {
        if (json == "-")
        {
            Console.WriteLine(ToJson());
            return;
        }

        Print(Console.Out);
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, ToJson() + "\n");
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    /// <summary>Prints the report for people.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"{Kind}, {Seconds:0.0} s: {PerSecond:N0} a second"));
        foreach (var (name, percentiles) in Latency)
        {
            output.WriteLine($"  {name,-14} {percentiles}");
        }

        output.WriteLine("  " + string.Join(", ", Counts.Select(count => FormattableString.Invariant($"{count.Key} {count.Value:N0}"))));
        foreach (var (code, times) in Refused)
        {
            output.WriteLine(FormattableString.Invariant($"  refused {times:N0} times: {code}"));
        }

        foreach (var (message, times) in Errors)
        {
            output.WriteLine(FormattableString.Invariant($"  ERROR {times:N0} times: {message}"));
        }

        foreach (var note in Notes)
        {
            output.WriteLine("  " + note);
        }
    }
}
