namespace ActorChat.SocketIO;

/// <summary>Finds single values in a list of JSON values separated by commas. The JSON has been validated before.</summary>
internal static class ArgumentReader
{
    public static bool TryGet(ReadOnlyMemory<byte> values, int index, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (index < 0 || values.IsEmpty)
        {
            return false;
        }

        var span = values.Span;
        var start = 0;
        while (true)
        {
            var end = start + LengthOfFirst(span[start..]);
            if (index-- == 0)
            {
                value = Trim(values[start..end]);
                return !value.IsEmpty;
            }

            if (end >= span.Length)
            {
                return false;
            }

            start = end + 1;
        }
    }

    /// <summary>The length up to the comma after the first value, or to the end.</summary>
    public static int LengthOfFirst(ReadOnlySpan<byte> values)
    {
        var depth = 0;
        for (var i = 0; i < values.Length; i++)
        {
            switch (values[i])
            {
                case (byte)'"':
                    i += LengthOfString(values[i..]) - 1;
                    break;
                case (byte)'[' or (byte)'{':
                    depth++;
                    break;
                case (byte)']' or (byte)'}':
                    depth--;
                    break;
                case (byte)',' when depth == 0:
                    return i;
                default:
                    break;
            }
        }

        return values.Length;
    }

    /// <summary>The length of the string literal at the start, including both quotes.</summary>
    public static int LengthOfString(ReadOnlySpan<byte> text)
    {
        var position = 1;
        while (true)
        {
            var next = text[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return text.Length;
            }

            position += next;
            if (text[position] == (byte)'"')
            {
                return position + 1;
            }

            position += 2;
        }
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> value)
    {
        var span = value.Span;
        var start = span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
        {
            return default;
        }

        var end = span.LastIndexOfAnyExcept(" \t\r\n"u8);
        return value[start..(end + 1)];
    }
}
