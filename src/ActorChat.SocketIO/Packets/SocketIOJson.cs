using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorChat.SocketIO;

/// <summary>JSON with binary values: byte arrays travel as attachments, placeholders stand for them.</summary>
internal static class SocketIOJson
{
    [ThreadStatic]
    private static List<ReadOnlyMemory<byte>>? t_written;

    [ThreadStatic]
    private static ReadOnlyMemory<byte>[]? t_read;

    public static JsonSerializerOptions Default { get; } = WithBinary(CreateDefault());

    public static JsonSerializerOptions CreateDefault() => new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A copy of <paramref name="options"/> that supports binary values.</summary>
    public static JsonSerializerOptions WithBinary(JsonSerializerOptions options)
    {
        var copy = new JsonSerializerOptions(options) { WriteIndented = false };
        copy.Converters.Add(new BytesConverter());
        copy.Converters.Add(new MemoryConverter());
        copy.Converters.Add(new ReadOnlyMemoryConverter());
        copy.MakeReadOnly(populateMissingResolver: true);
        return copy;
    }

    /// <summary>Writes values as the elements of an array already begun; binary values are added to <paramref name="attachments"/>.</summary>
    public static void WriteValues(Utf8JsonWriter writer, ReadOnlySpan<object?> values, ref List<ReadOnlyMemory<byte>>? attachments, JsonSerializerOptions options)
    {
        var outer = t_written;
        t_written = attachments;
        try
        {
            foreach (var value in values)
            {
                JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object), options);
            }

            attachments = t_written;
        }
        finally
        {
            t_written = outer;
        }
    }

    public static T? Deserialize<T>(ReadOnlySpan<byte> json, ReadOnlyMemory<byte>[]? attachments, JsonSerializerOptions options)
    {
        var outer = t_read;
        t_read = attachments;
        try
        {
            return JsonSerializer.Deserialize<T>(json, options);
        }
        finally
        {
            t_read = outer;
        }
    }

    private static void WritePlaceholder(Utf8JsonWriter writer, ReadOnlyMemory<byte> value)
    {
        t_written ??= [];
        writer.WriteStartObject();
        writer.WriteBoolean("_placeholder"u8, true);
        writer.WriteNumber("num"u8, t_written.Count);
        writer.WriteEndObject();
        t_written.Add(value);
    }

    private static ReadOnlyMemory<byte> ReadBinary(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetBytesFromBase64();
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A binary value is expected.");
        }

        var marked = false;
        var number = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isMark = JsonText.IsNamed(ref reader, "_placeholder"u8);
            var isNumber = JsonText.IsNamed(ref reader, "num"u8);
            reader.Read();
            if (isMark)
            {
                marked = reader.TokenType == JsonTokenType.True;
            }
            else if (isNumber && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
            {
                number = value;
            }
            else
            {
                reader.Skip();
            }
        }

        if (!marked || t_read is null || number < 0 || number >= t_read.Length)
        {
            throw new JsonException("A binary value is expected.");
        }

        return t_read[number];
    }

    private sealed class BytesConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadBinary(ref reader).ToArray();

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => WritePlaceholder(writer, value);
    }

    private sealed class MemoryConverter : JsonConverter<Memory<byte>>
    {
        public override Memory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadBinary(ref reader).ToArray();

        public override void Write(Utf8JsonWriter writer, Memory<byte> value, JsonSerializerOptions options) => WritePlaceholder(writer, value);
    }

    private sealed class ReadOnlyMemoryConverter : JsonConverter<ReadOnlyMemory<byte>>
    {
        public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadBinary(ref reader);

        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) => WritePlaceholder(writer, value);
    }
}
