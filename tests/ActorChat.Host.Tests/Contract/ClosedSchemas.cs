using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace ActorChat.Host.Tests.Contract;

/// <summary>Compares values with the schemas of a document of ours.</summary>
internal static class ClosedSchemas
{
    /// <summary>From then on a member that a schema does not name is an error, though clients have to ignore it.</summary>
    public static void Close(JsonNode components)
    {
        foreach (var (_, schema) in components["schemas"]!.AsObject())
        {
            schema!["additionalProperties"] = false;
        }
    }

    /// <summary>What is wrong with a value, by place; empty if it has the form of the schema, which may refer to the components.</summary>
    public static IReadOnlyList<string> Check(string name, JsonNode form, JsonNode components, JsonElement value)
    {
        var schema = form.DeepClone().AsObject();
        schema["components"] = new JsonObject { ["schemas"] = components["schemas"]!.DeepClone() };
        var found = JsonSchema.FromText(schema.ToJsonString()).Evaluate(JsonNode.Parse(value.GetRawText()), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return found.IsValid ? [] : [.. found.Details.Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{name} {detail.InstanceLocation}: {error.Value}"))];
    }
}
