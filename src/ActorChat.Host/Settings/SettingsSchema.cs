using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorChat.Settings;

namespace ActorChat.Host.Settings;

/// <summary>
/// The settings as a JSON Schema, for editors, and for tools that write settings as JSON, which HOCON contains. Two settings that must fit together are checked by the
/// start only.
/// </summary>
internal static class SettingsSchema
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Print(KnownSettings known) => Of(known).ToJsonString(Readable) + "\n";

    public static JsonObject Of(KnownSettings known)
    {
        var root = Block("The settings of ActorChat");
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        Properties(root).Add("akka", new JsonObject { ["type"] = "object", ["description"] = "How Akka runs under the server; it checks these settings itself." });
        foreach (var block in known.Blocks)
        {
            Place(root, block.Path, Block(block.Reason));
            foreach (var setting in block.Settings)
            {
                Place(root, setting.Path, Setting(setting));
            }
        }

        return root;
    }

    private static JsonObject Setting(KnownSetting setting)
    {
        var schema = setting.Rule.Schema();
        schema["default"] = DefaultOf(setting.Default);
        schema["description"] = $"{setting.Reason} Must be {setting.Rule.Legal}. {(setting.IsLive ? "It can be changed while the server runs." : "It holds from the next start on.")}".TrimStart();
        return schema;
    }

    private static JsonNode? DefaultOf(string text) =>
        text.StartsWith('[') ? JsonNode.Parse(text)
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : JsonValue.Create(text);

    private static JsonObject Block(string reason)
    {
        var block = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = new JsonObject() };
        if (reason.Length > 0)
        {
            block["description"] = reason;
        }

        return block;
    }

    /// <summary>Puts a schema into the blocks around it.</summary>
    private static void Place(JsonObject root, string path, JsonObject schema)
    {
        var parts = path.Split('.');
        var around = parts[..^1].Aggregate(root, static (block, part) => Properties(block)[part]!.AsObject());
        Properties(around)[parts[^1]] = schema;
    }

    private static JsonObject Properties(JsonObject block) => block["properties"]!.AsObject();
}
