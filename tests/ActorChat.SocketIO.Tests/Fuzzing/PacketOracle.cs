using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using static ActorChat.Fuzzing.JsonFields;

namespace ActorChat.SocketIO.Tests.Fuzzing;

/// <summary>Reads a packet's text a second time, slowly and exactly as the specification says, with System.Text.Json for the JSON.</summary>
internal sealed record PacketOracle(int Type, int Attachments, string Namespace, long? AckId, JsonElement[] Values)
{
    private static readonly string[] s_reserved = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

    /// <summary>The packet, or null if the text is not one.</summary>
    public static PacketOracle? Read(string text)
    {
        if (text.Length == 0 || text[0] is < '0' or > '6')
        {
            return null;
        }

        var (type, rest) = (text[0] - '0', text[1..]);
        var attachments = 0;
        if (type is 5 or 6)
        {
            var count = Digits(rest);
            if (count.Length == 0 || !rest[count.Length..].StartsWith('-')
                || (BigInteger.Parse(count, CultureInfo.InvariantCulture) is var number && (number < 1 || number > PacketLimits.Default.MaxAttachments)))
            {
                return null;
            }

            (attachments, rest) = (int.Parse(count, CultureInfo.InvariantCulture), rest[(count.Length + 1)..]);
        }

        var ns = "";
        if (rest.StartsWith('/'))
        {
            var comma = rest.IndexOf(',', StringComparison.Ordinal);
            (ns, rest) = comma < 0 ? (rest, "") : (rest[..comma], rest[(comma + 1)..]);
        }

        var id = Digits(rest);
        if (Encoding.UTF8.GetByteCount(ns) > PacketLimits.Default.MaxNamespaceNameBytes || id.Length > 18 || ValuesOf(type, rest[id.Length..]) is not { } values)
        {
            return null;
        }

        return new PacketOracle(type, attachments, ns, id.Length == 0 ? null : long.Parse(id, CultureInfo.InvariantCulture), values);
    }

    /// <summary>Whether each placeholder, at any depth, names one of the attachments.</summary>
    public static bool ArePlaceholdersValid(JsonElement value, int attachments) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().All(item => ArePlaceholdersValid(item, attachments)),
        JsonValueKind.Object => IsPlaceholderValid(value, attachments) && value.EnumerateObject().All(field => ArePlaceholdersValid(field.Value, attachments)),
        _ => true,
    };

    private static bool IsPlaceholderValid(JsonElement value, int attachments) =>
        Last(value, "_placeholder") is not { ValueKind: JsonValueKind.True }
        || (Last(value, "num") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var at) && at >= 0 && at < attachments);

    private static string Digits(string text) => string.Concat(text.TakeWhile(char.IsAsciiDigit));

    private static JsonElement[]? ValuesOf(int type, string json)
    {
        if (type is 0 or 1 && json.Length == 0)
        {
            return [];
        }

        JsonElement root;
        try
        {
            root = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 }).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }

        return (type, root.ValueKind) switch
        {
            (0, JsonValueKind.Object) => [],
            (3 or 6, JsonValueKind.Array) => [.. root.EnumerateArray()],
            (2 or 5, JsonValueKind.Array) when root.GetArrayLength() > 0 && IsName(root[0]) => [.. root.EnumerateArray()],
            _ => null,
        };
    }

    private static bool IsName(JsonElement first) =>
        first.ValueKind == JsonValueKind.Number || (first.ValueKind == JsonValueKind.String && !s_reserved.Contains(TextOf(first)));

    /// <summary>A string's value; null if it contains half of a surrogate pair.</summary>
    public static string? TextOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
