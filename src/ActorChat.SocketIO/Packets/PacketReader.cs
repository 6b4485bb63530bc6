using System.Text.Json;

namespace ActorChat.SocketIO;

/// <summary>Limits for accepted packets.</summary>
internal readonly record struct PacketLimits(int MaxAttachments, int MaxNamespaceNameBytes)
{
    public static PacketLimits Default { get; } = new(10, 256);
}

/// <summary>Reads the text of a packet, without the Engine.IO digit. Pure; never throws on input.</summary>
internal static class PacketReader
{
    private const int MaxDepth = 256;
    private const int MaxAckIdDigits = 18;

    // <type>[<attachments>-][<namespace>,][<ack id>][<JSON>]   Socket.IO 5, "Packet encoding"
    public static bool TryRead(ReadOnlySpan<byte> text, in PacketLimits limits, out Packet packet, out PacketError error)
    {
        packet = default;
        error = PacketError.UnknownType;
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'6')
        {
            return false;
        }

        var type = (PacketType)(text[0] - '0');
        var position = 1;
        var attachments = 0;
        if (type is PacketType.BinaryEvent or PacketType.BinaryAck && !TryReadAttachments(text, limits, ref position, out attachments, out error))
        {
            return false;
        }

        var name = new Range(position, position);
        if (position < text.Length && text[position] == (byte)'/')
        {
            var length = text[position..].IndexOf((byte)',');
            var end = length < 0 ? text.Length : position + length;
            error = PacketError.NamespaceTooLong;
            if (end - position > limits.MaxNamespaceNameBytes)
            {
                return false;
            }

            name = new Range(position, end);
            position = Math.Min(text.Length, end + 1);
        }

        error = PacketError.IllegalAckId;
        if (!TryReadAckId(text, ref position, out var ackId))
        {
            return false;
        }

        packet = new Packet { Type = type, Attachments = attachments, Namespace = name, AckId = ackId, Payload = new Range(position, text.Length) };
        error = PacketError.InvalidPayload;
        if (!TryReadPayload(text, ref packet))
        {
            return false;
        }

        error = PacketError.None;
        return true;
    }

    // <attachments>-   from 1 to the limit
    private static bool TryReadAttachments(ReadOnlySpan<byte> text, in PacketLimits limits, ref int position, out int count, out PacketError error)
    {
        count = 0;
        error = PacketError.IllegalAttachments;
        var start = position;
        while (position < text.Length && text[position] is >= (byte)'0' and <= (byte)'9')
        {
            count = Math.Min(1_000_000, (count * 10) + (text[position++] - '0'));
        }

        if (position == start || position == text.Length || text[position] != (byte)'-' || count == 0)
        {
            return false;
        }

        position++;
        error = PacketError.TooManyAttachments;
        return count <= limits.MaxAttachments;
    }

    // [<ack id>]   a run of digits
    private static bool TryReadAckId(ReadOnlySpan<byte> text, ref int position, out long? ackId)
    {
        ackId = null;
        var start = position;
        var value = 0L;
        while (position < text.Length && text[position] is >= (byte)'0' and <= (byte)'9')
        {
            if (position - start >= MaxAckIdDigits)
            {
                return false;
            }

            value = (value * 10) + (text[position++] - '0');
        }

        if (position > start)
        {
            ackId = value;
        }

        return true;
    }

    private static bool TryReadPayload(ReadOnlySpan<byte> text, ref Packet packet)
    {
        var json = text[packet.Payload];
        switch (packet.Type)
        {
            case PacketType.Connect:
                return json.IsEmpty || (StartsWith(json, (byte)'{') && IsValidJson(json));
            case PacketType.Disconnect:
                return json.IsEmpty;
            case PacketType.Event or PacketType.BinaryEvent:
                return StartsWith(json, (byte)'[') && IsValidJson(json) && TryReadName(text, ref packet);
            case PacketType.Ack or PacketType.BinaryAck:
                if (!StartsWith(json, (byte)'[') || !IsValidJson(json))
                {
                    return false;
                }

                var (offset, length) = Inside(text, packet.Payload);
                packet = With(packet, default, escaped: false, new Range(offset, offset + length));
                return true;
            default:
                // CONNECT_ERROR comes from servers only.
                return false;
        }
    }

    // ["<name>",<arguments>]   the name is a number, or a string that is not reserved
    private static bool TryReadName(ReadOnlySpan<byte> text, ref Packet packet)
    {
        var (offset, length) = Inside(text, packet.Payload);
        var inside = text.Slice(offset, length);
        var start = inside.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
        {
            return false;
        }

        var first = inside[start];
        Range name;
        int end;
        var escaped = false;
        if (first == (byte)'"')
        {
            end = start + ArgumentReader.LengthOfString(inside[start..]);
            name = new Range(offset + start + 1, offset + end - 1);
            escaped = text[name].Contains((byte)'\\');
            if (IsReserved(text[name], escaped))
            {
                return false;
            }
        }
        else if (first is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            var digits = inside[start..].IndexOfAny(", \t\r\n"u8);
            end = digits < 0 ? length : start + digits;
            name = new Range(offset + start, offset + end);
        }
        else
        {
            return false;
        }

        var comma = inside[end..].IndexOf((byte)',');
        var arguments = comma < 0 ? offset + length : offset + end + comma + 1;
        packet = With(packet, name, escaped, new Range(arguments, offset + length));
        return true;
    }

    private static bool IsReserved(ReadOnlySpan<byte> name, bool escaped)
    {
        if (escaped)
        {
            name = JsonText.Unescape(name);
        }

        return name.SequenceEqual("connect"u8)
            || name.SequenceEqual("connect_error"u8)
            || name.SequenceEqual("disconnect"u8)
            || name.SequenceEqual("disconnecting"u8)
            || name.SequenceEqual("newListener"u8)
            || name.SequenceEqual("removeListener"u8);
    }

    /// <summary>The content between the brackets of the array, without white space around it.</summary>
    private static (int Offset, int Length) Inside(ReadOnlySpan<byte> text, Range payload)
    {
        var (offset, length) = payload.GetOffsetAndLength(text.Length);
        var json = text.Slice(offset, length);
        var open = json.IndexOf((byte)'[');
        var close = json.LastIndexOf((byte)']');
        return (offset + open + 1, close - open - 1);
    }

    private static bool StartsWith(ReadOnlySpan<byte> json, byte first)
    {
        var start = json.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && json[start] == first;
    }

    private static bool IsValidJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Packet With(in Packet packet, Range name, bool escaped, Range arguments) => new()
    {
        Type = packet.Type,
        Attachments = packet.Attachments,
        Namespace = packet.Namespace,
        AckId = packet.AckId,
        Payload = packet.Payload,
        Name = name,
        NameEscaped = escaped,
        Arguments = arguments,
    };
}
