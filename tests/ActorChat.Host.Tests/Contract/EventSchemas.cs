using System.Text.Json;
using System.Text.Json.Nodes;
using ActorChat.Host.Contract;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Tests.Contract;

/// <summary>The schemas of the AsyncAPI document, closed: here a member that they do not name is an error, though clients have to ignore it.</summary>
internal sealed class EventSchemas
{
    private readonly JsonObject _document = AsyncApiDocument.Of(new LengthSettings(64, 8, 256, 4000, 64, 50, 200));

    public EventSchemas() => ClosedSchemas.Close(Components);

    private JsonNode Components => _document["components"]!;

    /// <summary>The names of the messages whose event has that name, and whose own name ends so.</summary>
    public IEnumerable<string> MessagesOf(string eventName, string ending) => Components["messages"]!.AsObject()
        .Where(message => message.Value!["name"]!.GetValue<string>() == eventName && message.Key.EndsWith(ending, StringComparison.Ordinal))
        .Select(message => message.Key);

    /// <summary>What is wrong with a payload, by place; empty if it has the form of that message.</summary>
    public IReadOnlyList<string> Check(string message, JsonElement payload) =>
        ClosedSchemas.Check(message, Components["messages"]![message]!["payload"]!, Components, payload);
}
