using System.Text.Json;

namespace ActorChat.Host.Gateway;

/// <summary>
/// The fields of a request's object, each with its position in the event's bytes. Unknown fields are ignored; of duplicate ones the last counts.
/// </summary>
internal ref struct RequestFields
{
    public JsonField Login;
    public JsonField Companion;
    public JsonField Room;
    public JsonField Message;
    public JsonField ClientMessageId;
    public JsonField Seq;
    public JsonField Before;
    public JsonField After;
    public JsonField Limit;
    public JsonField Typing;
    public JsonField ReplyTo;
    public JsonField OperationId;
    public JsonField Reaction;
    public JsonField On;
    public JsonField Since;
    public JsonField Cursor;

    /// <summary>Reads the first argument of an event; false if it is not an object, which may be missing.</summary>
    /// <param name="arguments">The event's arguments as JSON, separated by commas. Those after the first are ignored.</param>
    /// <param name="bareRoom">Whether a text alone stands for its <c>room</c>.</param>
    /// <param name="mayBeMissing">Whether an event without arguments has no fields.</param>
    /// <param name="fields">What was found.</param>
    public static bool TryRead(ReadOnlySpan<byte> arguments, bool bareRoom, bool mayBeMissing, out RequestFields fields)
    {
        fields = default;
        var found = default(RequestFields);
        try
        {
            var reader = new Utf8JsonReader(arguments);
            if (arguments.IsEmpty || !reader.Read())
            {
                return arguments.IsEmpty && mayBeMissing;
            }

            if (bareRoom && reader.TokenType == JsonTokenType.String)
            {
                fields.Room = new JsonField(reader.TokenType, reader.ValueSpan, reader.ValueIsEscaped);
                return true;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadField(ref reader, ref found);
            }

            fields = found;
            return reader.TokenType == JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            // Nested deeper than any request.
            return false;
        }
    }

    private static void ReadField(scoped ref Utf8JsonReader reader, scoped ref RequestFields fields)
    {
        if (reader.ValueIsEscaped && JsonField.HasLoneSurrogate(reader.ValueSpan))
        {
            // Not a known name, and one that the reader cannot compare with any.
            reader.Skip();
        }
        else if (reader.ValueTextEquals("login"u8))
        {
            fields.Login = Value(ref reader);
        }
        else if (reader.ValueTextEquals("companion"u8))
        {
            fields.Companion = Value(ref reader);
        }
        else if (reader.ValueTextEquals("message"u8))
        {
            fields.Message = Value(ref reader);
        }
        else if (reader.ValueTextEquals("clientMessageId"u8))
        {
            fields.ClientMessageId = Value(ref reader);
        }
        else if (reader.ValueTextEquals("room"u8))
        {
            fields.Room = Value(ref reader);
        }
        else if (reader.ValueTextEquals("seq"u8))
        {
            fields.Seq = Value(ref reader);
        }
        else if (reader.ValueTextEquals("typing"u8))
        {
            fields.Typing = Value(ref reader);
        }
        else if (reader.ValueTextEquals("before"u8))
        {
            fields.Before = Value(ref reader);
        }
        else if (reader.ValueTextEquals("after"u8))
        {
            fields.After = Value(ref reader);
        }
        else if (reader.ValueTextEquals("limit"u8))
        {
            fields.Limit = Value(ref reader);
        }
        else if (reader.ValueTextEquals("replyTo"u8))
        {
            fields.ReplyTo = Value(ref reader);
        }
        else if (reader.ValueTextEquals("operationId"u8))
        {
            fields.OperationId = Value(ref reader);
        }
        else if (reader.ValueTextEquals("reaction"u8))
        {
            fields.Reaction = Value(ref reader);
        }
        else if (reader.ValueTextEquals("on"u8))
        {
            fields.On = Value(ref reader);
        }
        else if (reader.ValueTextEquals("since"u8))
        {
            fields.Since = Value(ref reader);
        }
        else if (reader.ValueTextEquals("cursor"u8))
        {
            fields.Cursor = Value(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private static JsonField Value(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        var field = new JsonField(reader.TokenType, reader.ValueSpan, reader.ValueIsEscaped);
        reader.Skip();
        return field;
    }
}
