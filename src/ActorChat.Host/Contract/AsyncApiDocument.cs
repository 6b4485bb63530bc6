using System.Text.Json.Nodes;
using ActorChat.Host.Gateway;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Contract;

/// <summary>The catalogue of events as an AsyncAPI 3 document, with the lengths that are set.</summary>
internal sealed class AsyncApiDocument
{
    /// <summary>The version of the interface. It grows, but never breaks clients, so the first digit stays.</summary>
    private const string Version = "1.0.0";

    private const string Channel = "#/channels/chat";

    private const string About =
        "The Socket.IO events of ActorChat: path `/socket.io/`, namespace `/`, Engine.IO 4, Socket.IO 5. Each operation that receives is a request of a client; "
        + "its payload is the event's first argument. With an acknowledgement the reply is the acknowledgement's argument. Without one, "
        + "`x-without-acknowledgement` says what comes, and a refusal comes as the event `chat_error`. What the server sends may get further members; "
        + "clients ignore those that they do not know, as the server does.";

    private readonly LengthSettings _lengths;
    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);
    private readonly JsonObject _inChannel = [];
    private readonly JsonObject _messages = [];
    private readonly JsonObject _operations = [];

    private AsyncApiDocument(LengthSettings lengths) => _lengths = lengths;

    /// <param name="lengths">The lengths that are set.</param>
    public static JsonObject Of(LengthSettings lengths)
    {
        var document = new AsyncApiDocument(lengths);
        document.AddConnect();
        Array.ForEach(EventCatalogue.Requests, document.Add);
        Array.ForEach(EventCatalogue.Events, document.Add);
        return document.Assemble();
    }

    private JsonObject Assemble() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = new JsonObject
        {
            ["title"] = "ActorChat",
            ["version"] = Version,
            ["description"] = About,
            ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["url"] = "https://www.apache.org/licenses/LICENSE-2.0" },
        },
        ["defaultContentType"] = "application/json",
        ["channels"] = new JsonObject
        {
            ["chat"] = new JsonObject { ["address"] = "/", ["description"] = "The namespace of Socket.IO.", ["messages"] = _inChannel },
        },
        ["operations"] = _operations,
        ["components"] = new JsonObject { ["messages"] = _messages, ["schemas"] = new JsonObject(_schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value))) },
    };

    private void AddConnect()
    {
        AddMessage("connect", "Connect", "What a client sends to connect (`auth`).", ValueForm.Of(ConnectForms.Auth));
        AddMessage("connect_error", "ConnectError", "Why it is not let in. If it is, `get_name` follows.", ValueForm.Of(ConnectForms.Refusal));
        var operation = Operation("receive", "Opens a session for the token's user.", "Connect");
        operation["reply"] = Reply("ConnectError");
        _operations["connect"] = operation;
    }

    private void Add(ClientRequest request)
    {
        var name = PascalCase(request.Name);
        AddMessage(request.Name, $"{name}Request", request.Says, request.Takes);
        AddMessage(request.Name, $"{name}Answer", request.Answers.Says, ValueForm.Of(request.Answers));
        AddRefusal(request, name);
        var operation = Operation("receive", request.Says, $"{name}Request");
        operation["reply"] = Reply($"{name}Answer", $"{name}Refusal");
        operation["x-rate-limit"] = $"actorchat.rate-limits.events.{request.Limit}";
        operation["x-stored"] = request.IsStored;
        operation["x-without-acknowledgement"] = request.Without switch
        {
            Unacknowledged.OwnCopy => "own-copy",
            Unacknowledged.Nothing => "nothing",
            _ => "answer",
        };
        _operations[request.Name] = operation;
    }

    private void Add(SentEvent sent)
    {
        var name = PascalCase(sent.Name);
        AddMessage(sent.Name, $"{name}Event", sent.Says, sent.Payload);
        _operations[$"send_{sent.Name}"] = Operation("send", sent.Says, $"{name}Event");
    }

    /// <summary>Each request has its own reasons, so the schema with all of them is narrowed where it is used.</summary>
    private void AddRefusal(ClientRequest request, string name)
    {
        AddSchemas([EventForms.Refusal(EventCatalogue.Refusals)]);
        var own = new JsonObject { ["properties"] = new JsonObject { ["code"] = ValueForm.CodeOf(request.AllRefusals).Schema(_lengths) } };
        AddMessage(request.Name, $"{name}Refusal", "The request is refused.", new JsonObject
        {
            ["allOf"] = new JsonArray(
                new JsonObject { ["$ref"] = $"{ValueForm.Place}Refusal" },
                new JsonObject { ["properties"] = new JsonObject { ["error"] = own } }),
        });
    }

    private static JsonObject Operation(string action, string says, string message) => new()
    {
        ["action"] = action,
        ["channel"] = Reference(Channel),
        ["summary"] = says,
        ["messages"] = new JsonArray(Reference($"{Channel}/messages/{message}")),
    };

    private static JsonObject Reply(params string[] messages) => new()
    {
        ["channel"] = Reference(Channel),
        ["messages"] = new JsonArray([.. messages.Select(message => Reference($"{Channel}/messages/{message}"))]),
    };

    private void AddMessage(string eventName, string name, string says, ValueForm form)
    {
        AddSchemas(form.Objects);
        AddMessage(eventName, name, says, form.Schema(_lengths));
    }

    private void AddMessage(string eventName, string name, string says, JsonObject payload)
    {
        _messages[name] = new JsonObject { ["name"] = eventName, ["summary"] = says, ["payload"] = payload };
        _inChannel[name] = Reference($"#/components/messages/{name}");
    }

    private void AddSchemas(IEnumerable<ObjectForm> forms)
    {
        foreach (var form in forms.Where(form => !_schemas.ContainsKey(form.Name)))
        {
            _schemas.Add(form.Name, SchemaOf(form));
            AddSchemas(form.Fields.SelectMany(field => field.Form.Objects));
        }
    }

    private JsonObject SchemaOf(ObjectForm form)
    {
        var schema = new JsonObject { ["type"] = "object", ["description"] = form.Says };
        var required = form.Fields.Where(field => !field.IsOptional).Select(field => (JsonNode)field.Name).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        schema["properties"] = new JsonObject(form.Fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)SchemaOf(field))));
        return schema;
    }

    /// <summary>Beside a reference nothing counts, so an object has only its own description.</summary>
    private JsonObject SchemaOf(EventField field)
    {
        var schema = field.Form.Schema(_lengths);
        if (!schema.ContainsKey("$ref"))
        {
            schema["description"] = field.Says;
        }

        return schema;
    }

    private static JsonObject Reference(string place) => new() { ["$ref"] = place };

    private static string PascalCase(string name) => string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
