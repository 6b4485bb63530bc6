using System.Text.Json.Nodes;
using ActorChat.Actors.Common;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Gateway;

/// <summary>The form of a value in the JSON of events, as JSON Schema. Lengths are settings, so the schema depends on them.</summary>
/// <param name="Schema">The schema; objects are referred to by their names.</param>
/// <param name="Objects">The objects that it refers to.</param>
internal sealed record ValueForm(Func<LengthSettings, JsonObject> Schema, params IReadOnlyList<ObjectForm> Objects)
{
    /// <summary>Where a document has its objects.</summary>
    public const string Place = "#/components/schemas/";

    public static readonly ValueForm Switch = new(_ => new JsonObject { ["type"] = "boolean" });

    /// <summary>A member that is there only if it is true.</summary>
    public static readonly ValueForm True = new(_ => new JsonObject { ["const"] = true });

    public static readonly ValueForm Login = Text(_ => Actors.Common.Login.MaxLength);

    public static readonly ValueForm Time = new(_ => new JsonObject
    {
        ["type"] = "string", ["format"] = "date-time", ["pattern"] = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
    });

    /// <summary>Any text, also an empty one.</summary>
    public static readonly ValueForm AnyText = new(_ => new JsonObject { ["type"] = "string" });

    public static readonly ValueForm Number = From(1);

    /// <summary>The numbers of messages by login.</summary>
    public static readonly ValueForm Markers = MapOf(From(0));

    public static ValueForm From(long min, Func<LengthSettings, long>? max = null) => new(lengths => new JsonObject
    {
        ["type"] = "integer", ["minimum"] = min, ["maximum"] = max?.Invoke(lengths) ?? FieldRules.MaxNumber,
    });

    /// <summary>A text that is not empty.</summary>
    /// <param name="max">Its longest length, in Unicode code points; null if there is none.</param>
    public static ValueForm Text(Func<LengthSettings, int>? max = null) => new(lengths =>
    {
        var schema = new JsonObject { ["type"] = "string", ["minLength"] = 1 };
        if (max is not null)
        {
            schema["maxLength"] = max(lengths);
        }

        return schema;
    });

    public static ValueForm Exactly(int length) => new(_ => new JsonObject { ["type"] = "string", ["minLength"] = length, ["maxLength"] = length });

    public static ValueForm OneOf(params string[] texts) => new(_ => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]) });

    public static ValueForm CodeOf(IEnumerable<ChatError> errors) => OneOf([.. errors.Select(error => error.Code).Distinct().Order(StringComparer.Ordinal)]);

    public static ValueForm Of(ObjectForm form) => new(_ => new JsonObject { ["$ref"] = Place + form.Name }, form);

    public static ValueForm EitherOf(params ValueForm[] forms) =>
        new(lengths => new JsonObject { ["oneOf"] = new JsonArray([.. forms.Select(form => form.Schema(lengths))]) }, [.. forms.SelectMany(form => form.Objects)]);

    public static ValueForm ListOf(ValueForm item) => new(lengths => new JsonObject { ["type"] = "array", ["items"] = item.Schema(lengths) }, item.Objects);

    /// <summary>An object whose members have names that are data, such as logins.</summary>
    public static ValueForm MapOf(ValueForm value) => new(lengths => new JsonObject { ["type"] = "object", ["additionalProperties"] = value.Schema(lengths) }, value.Objects);

    /// <summary>The same, or null.</summary>
    public ValueForm OrNull => new(
        lengths =>
        {
            var schema = Schema(lengths);
            if (schema["type"] is not JsonValue type)
            {
                return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
            }

            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        },
        Objects);
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">Its form.</param>
/// <param name="Says">What it says, in a sentence or less.</param>
/// <param name="IsOptional">Whether it may be missing.</param>
internal sealed record EventField(string Name, ValueForm Form, string Says, bool IsOptional = false)
{
    public EventField OrMissing => this with { IsOptional = true };

    /// <summary>A member of a request that may be left out. A null counts as missing, because clients in typed languages write it so.</summary>
    public EventField OrNone => this with { IsOptional = true, Form = Form.OrNull };
}

/// <summary>An object that events are made of.</summary>
/// <param name="Name">Its name for readers and programs; it is not sent.</param>
/// <param name="Says">What it stands for.</param>
/// <param name="Fields">Its members, in the order in which they are written.</param>
internal sealed record ObjectForm(string Name, string Says, params IReadOnlyList<EventField> Fields);
