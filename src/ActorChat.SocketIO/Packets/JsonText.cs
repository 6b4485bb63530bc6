using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorChat.SocketIO;

/// <summary>JSON string literals and white space, byte by byte.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> s_special =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static value => (byte)value), (byte)'"', (byte)'\\']);

    /// <summary>Longest escape of a character of ASCII.</summary>
    private const int MaxEscapeBytes = 6;

    /// <summary>
    /// Whether the property name at <paramref name="reader"/>'s position is this one, in any spelling. The reader's own comparison throws if half of a
    /// surrogate pair is escaped in it.
    /// </summary>
    public static bool IsNamed(ref readonly Utf8JsonReader reader, ReadOnlySpan<byte> ascii) => reader.ValueIsEscaped
        ? reader.ValueSpan.Length <= ascii.Length * MaxEscapeBytes && Unescape(reader.ValueSpan).AsSpan().SequenceEqual(ascii)
        : reader.ValueSpan.SequenceEqual(ascii);

    /// <summary>Removes the escapes of a valid literal; a lone surrogate becomes U+FFFD instead of an error.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> literal)
    {
        var text = Encoding.UTF8.GetString(literal);
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            switch (text[i])
            {
                case 'u':
                    result.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                case 'b':
                    result.Append('\b');
                    break;
                case 'f':
                    result.Append('\f');
                    break;
                case 'n':
                    result.Append('\n');
                    break;
                case 'r':
                    result.Append('\r');
                    break;
                case 't':
                    result.Append('\t');
                    break;
                default:
                    result.Append(text[i]);
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(result.ToString());
    }

    /// <summary>Whether a text needs no escapes as a JSON literal.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> utf8) => utf8.IndexOfAny(s_special) < 0;

    /// <summary>Writes UTF-8 text as a string literal.</summary>
    public static void WriteLiteral(FrameBuilder output, ReadOnlySpan<byte> utf8)
    {
        output.Write((byte)'"');
        if (IsPlain(utf8))
        {
            output.Write(utf8);
        }
        else
        {
            output.Write(JsonEncodedText.Encode(utf8, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }

        output.Write((byte)'"');
    }

    /// <summary>Copies valid JSON without the white space between its tokens.</summary>
    public static void WriteCompact(FrameBuilder output, ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            var stop = json.IndexOfAny("\" \t\r\n"u8);
            if (stop < 0)
            {
                output.Write(json);
                return;
            }

            var take = json[stop] == (byte)'"' ? stop + ArgumentReader.LengthOfString(json[stop..]) : stop;
            output.Write(json[..take]);
            json = json[(json[stop] == (byte)'"' ? take : take + 1)..];
        }
    }
}
