using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorChat.SocketIO;

/// <summary>Writes packets as finished frames: the text frame first, then a binary frame for each attachment.</summary>
internal static class PacketWriter
{
    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    // 2[<namespace>,][<ack id>]["<name>",<arguments>]
    public static void WriteEvent(FrameBuilder output, string ns, long? ackId, ReadOnlySpan<byte> utf8Name, ReadOnlySpan<byte> arguments, string? offset)
    {
        WritePrefix(output, PacketType.Event, 0, ns, ackId);
        output.Write((byte)'[');
        JsonText.WriteLiteral(output, utf8Name);
        if (!arguments.IsEmpty)
        {
            output.Write((byte)',');
            output.Write(arguments);
        }

        EndArray(output, offset);
        output.EndText();
    }

    /// <summary>The frame of an event of the namespace "/" whose name needs no escapes. Its length is known, so the arguments are copied only once.</summary>
    public static byte[] PlainEventFrame(ReadOnlySpan<byte> utf8Name, ReadOnlySpan<byte> arguments)
    {
        var payload = "42[\"\"]"u8.Length + utf8Name.Length + (arguments.IsEmpty ? 0 : 1 + arguments.Length);
        var frame = GC.AllocateUninitializedArray<byte>(FrameHeader.Size(payload) + payload);
        var rest = frame.AsSpan(FrameHeader.Write(frame, FrameHeader.Text, payload));
        rest = Put(rest, "42[\""u8);
        rest = Put(rest, utf8Name);
        rest = Put(rest, "\""u8);
        if (!arguments.IsEmpty)
        {
            rest = Put(rest, ","u8);
            rest = Put(rest, arguments);
        }

        Put(rest, "]"u8);
        return frame;
    }

    private static Span<byte> Put(Span<byte> to, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to);
        return to[bytes.Length..];
    }

    /// <summary>Writes an event of any values; byte arrays become attachments.</summary>
    /// <returns>Whether there are attachments.</returns>
    public static bool WriteEvent(FrameBuilder output, string ns, long? ackId, string name, ReadOnlySpan<object?> arguments, string? offset, JsonSerializerOptions options)
    {
        List<ReadOnlyMemory<byte>>? attachments = null;
        var json = WriteValues(name, arguments, ref attachments, options, out var builder);
        WritePrefix(output, attachments is null ? PacketType.Event : PacketType.BinaryEvent, attachments?.Count ?? 0, ns, ackId);
        output.Write(json);
        Finish(output, builder, attachments, offset);
        return attachments is not null;
    }

    /// <summary>Writes an event of existing JSON values, compactly, with its placeholders renumbered.</summary>
    public static bool WriteEvent(FrameBuilder output, string ns, long? ackId, ReadOnlySpan<byte> utf8Name, in EncodedArguments arguments, string? offset)
    {
        var builder = new FrameBuilder();
        builder.Write((byte)'[');
        JsonText.WriteLiteral(builder, utf8Name);
        if (!arguments.Utf8.IsEmpty)
        {
            builder.Write((byte)',');
        }

        var attachments = WriteEncoded(builder, arguments);
        EndArray(builder, offset);
        WritePrefix(output, attachments is null ? PacketType.Event : PacketType.BinaryEvent, attachments?.Count ?? 0, ns, ackId);
        return AppendBuilt(output, builder, attachments);
    }

    // 3[<namespace>,]<ack id>[<arguments>]
    public static void WriteAck(FrameBuilder output, string ns, long ackId, ReadOnlySpan<byte> arguments)
    {
        WritePrefix(output, PacketType.Ack, 0, ns, ackId);
        output.Write((byte)'[');
        output.Write(arguments);
        output.Write((byte)']');
        output.EndText();
    }

    public static bool WriteAck(FrameBuilder output, string ns, long ackId, ReadOnlySpan<object?> arguments, JsonSerializerOptions options)
    {
        List<ReadOnlyMemory<byte>>? attachments = null;
        var json = WriteValues(null, arguments, ref attachments, options, out var builder);
        WritePrefix(output, attachments is null ? PacketType.Ack : PacketType.BinaryAck, attachments?.Count ?? 0, ns, ackId);
        output.Write(json);
        Finish(output, builder, attachments, null);
        return attachments is not null;
    }

    public static bool WriteAck(FrameBuilder output, string ns, long ackId, in EncodedArguments arguments)
    {
        var builder = new FrameBuilder();
        builder.Write((byte)'[');
        var attachments = WriteEncoded(builder, arguments);
        builder.Write((byte)']');
        WritePrefix(output, attachments is null ? PacketType.Ack : PacketType.BinaryAck, attachments?.Count ?? 0, ns, ackId);
        return AppendBuilt(output, builder, attachments);
    }

    // 0[<namespace>,]{"sid":"<id>"[,"pid":"<id>"]}; Engine.IO 3: no payload
    public static void WriteConnect(FrameBuilder output, string ns, string? sid, string? pid)
    {
        WritePrefix(output, PacketType.Connect, 0, ns, null);
        if (sid is not null)
        {
            output.Write("{\"sid\":\""u8);
            output.Write(Encoding.ASCII.GetBytes(sid));
            if (pid is not null)
            {
                output.Write("\",\"pid\":\""u8);
                output.Write(Encoding.ASCII.GetBytes(pid));
            }

            output.Write("\"}"u8);
        }

        output.EndText();
    }

    // 4[<namespace>,]{"message":"<text>"[,"data":<JSON>]}
    public static void WriteConnectError(FrameBuilder output, string ns, ConnectError error, JsonSerializerOptions options)
    {
        WritePrefix(output, PacketType.ConnectError, 0, ns, null);
        output.Write("{\"message\":"u8);
        JsonText.WriteLiteral(output, Encoding.UTF8.GetBytes(error.Message));
        if (error.Data is { } data)
        {
            output.Write(",\"data\":"u8);
            output.Write(JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), options));
        }

        output.Write((byte)'}');
        output.EndText();
    }

    /// <summary>Engine.IO 3: the error of a middleware is its data, or its message as a JSON string.</summary>
    public static void WriteConnectErrorBare(FrameBuilder output, string ns, ConnectError error, JsonSerializerOptions options)
    {
        WritePrefix(output, PacketType.ConnectError, 0, ns, null);
        var value = error.Data ?? error.Message;
        output.Write(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), options));
        output.EndText();
    }

    // 1[<namespace>,]
    public static void WriteDisconnect(FrameBuilder output, string ns)
    {
        WritePrefix(output, PacketType.Disconnect, 0, ns, null);
        output.EndText();
    }

    public static void WritePlaceholder(FrameBuilder output, int number)
    {
        output.Write("{\"_placeholder\":true,\"num\":"u8);
        WriteNumber(output, number);
        output.Write((byte)'}');
    }

    private static void WritePrefix(FrameBuilder output, PacketType type, int attachments, string ns, long? ackId)
    {
        output.Write(EnginePacketType.Message);
        output.Write((byte)('0' + (byte)type));
        if (attachments > 0)
        {
            WriteNumber(output, attachments);
            output.Write((byte)'-');
        }

        if (ns.Length > 1)
        {
            var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(ns.Length));
            output.Advance(Encoding.UTF8.GetBytes(ns, span));
            output.Write((byte)',');
        }

        if (ackId is { } id)
        {
            WriteNumber(output, id);
        }
    }

    private static void WriteNumber(FrameBuilder output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }

    private static void EndArray(FrameBuilder output, string? offset)
    {
        if (offset is not null)
        {
            output.Write(",\""u8);
            output.Write(Encoding.ASCII.GetBytes(offset));
            output.Write((byte)'"');
        }

        output.Write((byte)']');
    }

    private static ReadOnlySpan<byte> WriteValues(string? name, ReadOnlySpan<object?> values, ref List<ReadOnlyMemory<byte>>? attachments, JsonSerializerOptions options, out FrameBuilder builder)
    {
        builder = new FrameBuilder();
        var json = t_json ?? new Utf8JsonWriter(builder, new JsonWriterOptions { Encoder = options.Encoder, SkipValidation = true });
        t_json = null;
        json.Reset(builder);
        json.WriteStartArray();
        if (name is not null)
        {
            json.WriteStringValue(name);
        }

        SocketIOJson.WriteValues(json, values, ref attachments, options);
        json.Flush();
        t_json = json;
        return builder.Payload;
    }

    private static void Finish(FrameBuilder output, FrameBuilder values, List<ReadOnlyMemory<byte>>? attachments, string? offset)
    {
        EndArray(output, offset);
        values.Return();
        output.EndText();
        AddAttachments(output, attachments);
    }

    private static List<ReadOnlyMemory<byte>>? WriteEncoded(FrameBuilder output, in EncodedArguments arguments)
    {
        if (arguments.AttachmentArray is not { } source)
        {
            JsonText.WriteCompact(output, arguments.Utf8.Span);
            return null;
        }

        var attachments = new List<ReadOnlyMemory<byte>>(source.Length);
        if (!Placeholders.Renumber(arguments.Utf8.Span, source, output, attachments))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A placeholder names none of the {source.Length} attachments."), nameof(arguments));
        }

        return attachments.Count == 0 ? null : attachments;
    }

    private static bool AppendBuilt(FrameBuilder output, FrameBuilder built, List<ReadOnlyMemory<byte>>? attachments)
    {
        output.Write(built.Payload);
        output.EndText();
        AddAttachments(output, attachments);
        return attachments is not null;
    }

    private static void AddAttachments(FrameBuilder output, List<ReadOnlyMemory<byte>>? attachments)
    {
        if (attachments is null)
        {
            return;
        }

        foreach (var attachment in attachments)
        {
            output.AddBinary(attachment.Span);
        }
    }
}
