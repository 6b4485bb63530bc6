using System.Text.Encodings.Web;
using System.Text.Json;
using ActorChat.Host.Observability;

namespace ActorChat.Host.Commands;

/// <summary>Prints what the admin interface answers. What strangers chose, such as logins, cannot move a terminal's cursor or hide text.</summary>
internal static class AdminPrint
{
    /// <summary>JSON escapes control characters itself.</summary>
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Default };

    public static void Json(TextWriter output, JsonElement answer) => output.WriteLine(answer.ValueKind == JsonValueKind.Undefined ? "{}" : JsonSerializer.Serialize(answer, Indented));

    public static void Line(TextWriter output, string text) => output.WriteLine(LogText.Escape(text));

    /// <summary>Columns as wide as their longest value; the first row is their heads.</summary>
    public static void Table(TextWriter output, IReadOnlyList<string[]> rows)
    {
        var escaped = rows.Select(static row => row.Select(LogText.Escape).ToArray()).ToList();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => escaped.Max(row => row[column].Length)).ToArray();
        foreach (var row in escaped)
        {
            output.WriteLine(string.Join("  ", row.Select((value, column) => value.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>The nodes of a cluster that did not answer, if there are any.</summary>
    public static void Silent(TextWriter errors, JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("noAnswer", out var silent) && silent.ValueKind == JsonValueKind.Array)
        {
            errors.WriteLine(LogText.Escape($"{Tool.Name}: no answer from {string.Join(", ", silent.EnumerateArray().Select(static node => node.GetString()))}"));
        }
    }
}
