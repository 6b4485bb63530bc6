using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ActorChat.Host.Gateway;

/// <summary>One value of a request's object: its position in the event's bytes. Nothing is copied until somebody asks.</summary>
internal readonly ref struct JsonField
{
    /// <summary>JSON's own writers use at most this many bytes for a code point: two escapes of six.</summary>
    private const int MaxBytesPerCodePoint = 12;

    private readonly JsonTokenType _type;
    private readonly ReadOnlySpan<byte> _value;
    private readonly bool _isEscaped;

    public JsonField(JsonTokenType type, ReadOnlySpan<byte> value, bool isEscaped)
    {
        _type = type;
        _value = value;
        _isEscaped = isEscaped;
    }

    /// <summary>The field is missing. A null counts as missing, because clients in typed languages write it so.</summary>
    public bool IsMissing => _type is JsonTokenType.None or JsonTokenType.Null;

    public bool IsText => _type == JsonTokenType.String;

    /// <summary>The most bytes of the text in its escaped form: at most twelve for a code point.</summary>
    public int EncodedLength => _value.Length;

    /// <summary>Whether this many bytes are too many for a text of that length.</summary>
    public bool IsLongerThan(int codePoints) => EncodedLength > codePoints * MaxBytesPerCodePoint;

    /// <summary>The text, unless its bytes alone show that it is longer.</summary>
    public string? TextUpTo(int codePoints) => IsLongerThan(codePoints) ? null : Text();

    /// <summary>Whether the text is exactly this one, written without escapes.</summary>
    public bool Is(ReadOnlySpan<byte> utf8) => IsText && !_isEscaped && _value.SequenceEqual(utf8);

    /// <summary>The bytes of the text if it has no escapes; otherwise empty.</summary>
    public ReadOnlySpan<byte> PlainUtf8 => IsText && !_isEscaped ? _value : default;

    /// <summary>The text, or null if it is not a string, not UTF-8, or has half of a surrogate pair.</summary>
    public string? Text()
    {
        if (!IsText)
        {
            return null;
        }

        if (!_isEscaped)
        {
            return Utf8.IsValid(_value) ? Encoding.UTF8.GetString(_value) : null;
        }

        return HasLoneSurrogate(_value) || !Utf8.IsValid(_value) ? null : Unescape();
    }

    /// <summary>A whole number without fraction and exponent, as every JSON writer writes it.</summary>
    public bool TryWhole(out long number)
    {
        number = 0;
        return _type == JsonTokenType.Number && Utf8Parser.TryParse(_value, out number, out var used) && used == _value.Length;
    }

    public bool TrySwitch(out bool on)
    {
        on = _type == JsonTokenType.True;
        return on || _type == JsonTokenType.False;
    }

    private string Unescape()
    {
        var quoted = new byte[_value.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        _value.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>Whether an escape stands for half of a surrogate pair whose other half does not follow at once.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        while (escaped.IndexOf((byte)'\\') is var at and >= 0)
        {
            escaped = escaped[at..];
            if (escaped[1] != 'u')
            {
                escaped = escaped[2..];
                continue;
            }

            var unit = Unit(escaped);
            escaped = escaped[6..];
            if (!char.IsSurrogate(unit))
            {
                continue;
            }

            if (!char.IsHighSurrogate(unit) || escaped is not [(byte)'\\', (byte)'u', ..] || !char.IsLowSurrogate(Unit(escaped)))
            {
                return true;
            }

            escaped = escaped[6..];
        }

        return false;

        static char Unit(ReadOnlySpan<byte> escape) =>
            Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out _, 'x') ? (char)unit : char.MinValue;
    }
}
