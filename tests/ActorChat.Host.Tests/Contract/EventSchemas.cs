using System.Text.Json;
using System.Text.Json.Nodes;
using ActorChat.Host.Contract;
using ActorChat.Host.Limits;
using Json.Schema;

namespace ActorChat.Host.Tests.Contract;

/// <summary>The schemas of the AsyncAPI document, closed: here a member that they do not name is an error, though clients have to ignore it.</summary>
internal sealed class EventSchemas
{
    private readonly JsonObject _document = AsyncApiDocument.Of(new LengthSettings(64, 8, 256, 4000, 64, 50, 200));

    public EventSchemas()
    {
        foreach (var (_, schema) in Components["schemas"]!.AsObject())
        {
            schema!["additionalProperties"] = false;
        }
    }

    private JsonNode Components => _document["components"]!;

    /// <summary>The names of the messages whose event has that name, and whose own name ends so.</summary>
    public IEnumerable<string> MessagesOf(string eventName, string ending) => Components["messages"]!.AsObject()
        .Where(message => message.Value!["name"]!.GetValue<string>() == eventName && message.Key.EndsWith(ending, StringComparison.Ordinal))
        .Select(message => message.Key);

    /// <summary>What is wrong with a payload, by place; empty if it has the form of that message.</summary>
    public IReadOnlyList<string> Check(string message, JsonElement payload)
    {
        var schema = Components["messages"]![message]!["payload"]!.DeepClone().AsObject();
        schema["components"] = new JsonObject { ["schemas"] = Components["schemas"]!.DeepClone() };
        var found = JsonSchema.FromText(schema.ToJsonString()).Evaluate(JsonNode.Parse(payload.GetRawText()), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return found.IsValid ? [] : [.. found.Details.Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{message} {detail.InstanceLocation}: {error.Value}"))];
    }
}
