using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ActorChat.Host.Contract;

/// <summary>JSON as YAML that people can read: blocks, and quotes only where they are needed.</summary>
internal static partial class YamlText
{
    private static readonly JsonSerializerOptions Quoted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonObject json)
    {
        var text = new StringBuilder();
        Append(text, json, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, string indent)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                foreach (var (name, value) in members)
                {
                    AppendItem(text, $"{indent}{Scalar(name)}:", value, indent);
                }

                break;
            case JsonArray { Count: > 0 } items:
                foreach (var item in items)
                {
                    AppendItem(text, $"{indent}-", item, indent);
                }

                break;
            default:
                throw new InvalidOperationException("Only blocks have lines of their own.");
        }
    }

    private static void AppendItem(StringBuilder text, string start, JsonNode? value, string indent)
    {
        var inline = value switch
        {
            JsonObject { Count: 0 } => "{}",
            JsonObject { Count: 1 } members when members["$ref"] is JsonValue place => $"{{ $ref: {Scalar(place)} }}",
            JsonArray { Count: 0 } => "[]",
            JsonArray items when items.All(item => item is JsonValue) => $"[{string.Join(", ", items.Select(Scalar))}]",
            JsonObject or JsonArray => null,
            _ => Scalar(value),
        };
        text.Append(start).Append(inline is null ? "" : " ").Append(inline).Append('\n');
        if (inline is null)
        {
            Append(text, value, indent + "  ");
        }
    }

    private static string Scalar(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? Scalar(value.GetValue<string>()) : value?.ToJsonString() ?? "null";

    /// <summary>A text in JSON's quotes is YAML too.</summary>
    private static string Scalar(string text) => Plain().IsMatch(text) && !Reserved().IsMatch(text) ? text : JsonSerializer.Serialize(text, Quoted);

    [GeneratedRegex(@"^[A-Za-z_$][\w$./-]*\z", RegexOptions.ECMAScript)]
    private static partial Regex Plain();

    /// <summary>What older readers take for a value that is no text.</summary>
    [GeneratedRegex(@"^(true|false|null|yes|no|on|off|y|n)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
