using System.Buffers;
using System.Text.Json;

namespace ActorChat.SocketIO;

/// <summary>Placeholders of binary values: {"_placeholder":true,"num":0}, at any depth. One pass, whatever the nesting.</summary>
internal static class Placeholders
{
    private const int MaxDepth = 300;

    /// <summary>Whether each placeholder in a list of values names one of <paramref name="attachments"/> attachments.</summary>
    public static bool AreValid(ReadOnlySpan<byte> values, int attachments) => Walk(values, attachments, null, null, null);

    /// <summary>Copies a list of values compactly. Each placeholder gets the next number, and its attachment is added to <paramref name="target"/>.</summary>
    public static bool Renumber(ReadOnlySpan<byte> values, ReadOnlyMemory<byte>[] source, FrameBuilder output, List<ReadOnlyMemory<byte>> target) =>
        Walk(values, source.Length, output, source, target);

    private static bool Walk(ReadOnlySpan<byte> values, int attachments, FrameBuilder? output, ReadOnlyMemory<byte>[]? source, List<ReadOnlyMemory<byte>>? target)
    {
        var array = ArrayPool<byte>.Shared.Rent(values.Length + 2);
        try
        {
            array[0] = (byte)'[';
            values.CopyTo(array.AsSpan(1));
            array[values.Length + 1] = (byte)']';
            var reader = new Utf8JsonReader(array.AsSpan(0, values.Length + 2), new JsonReaderOptions { MaxDepth = MaxDepth });
            return new Walker(attachments, output, source, target).Run(ref reader);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private struct Level
    {
        public int OutputStart;
        public int TargetStart;
        public bool Marked;
        public int? Number;
    }

    private sealed class Walker(int attachments, FrameBuilder? output, ReadOnlyMemory<byte>[]? source, List<ReadOnlyMemory<byte>>? target)
    {
        private readonly Stack<Level> _objects = new();
        private bool _needsComma;
        private bool _isMark;
        private bool _isNumber;

        public bool Run(ref Utf8JsonReader reader)
        {
            reader.Read();
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0)
                {
                    return true;
                }

                if (!Step(ref reader))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Step(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    Note(ref reader);
                    Separate();
                    _objects.Push(new Level { OutputStart = output?.PayloadCount ?? 0, TargetStart = target?.Count ?? 0, Number = null });
                    output?.Write((byte)'{');
                    _needsComma = false;
                    return true;
                case JsonTokenType.StartArray:
                    Note(ref reader);
                    Separate();
                    output?.Write((byte)'[');
                    _needsComma = false;
                    return true;
                case JsonTokenType.EndArray:
                    output?.Write((byte)']');
                    _needsComma = true;
                    return true;
                case JsonTokenType.EndObject:
                    output?.Write((byte)'}');
                    _needsComma = true;
                    return EndObject(_objects.Pop());
                case JsonTokenType.PropertyName:
                    _isMark = JsonText.IsNamed(ref reader, "_placeholder"u8);
                    _isNumber = JsonText.IsNamed(ref reader, "num"u8);
                    Separate();
                    WriteString(reader.ValueSpan);
                    output?.Write((byte)':');
                    _needsComma = false;
                    return true;
                default:
                    Note(ref reader);
                    Separate();
                    if (reader.TokenType == JsonTokenType.String)
                    {
                        WriteString(reader.ValueSpan);
                    }
                    else
                    {
                        output?.Write(reader.ValueSpan);
                    }

                    _needsComma = true;
                    return true;
            }
        }

        /// <summary>Of a duplicate name the last one counts, even if its value is not a mark or a number.</summary>
        private void Note(ref Utf8JsonReader reader)
        {
            if (!_isMark && !_isNumber)
            {
                return;
            }

            var level = _objects.Pop();
            if (_isMark)
            {
                level.Marked = reader.TokenType == JsonTokenType.True;
            }
            else
            {
                level.Number = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : null;
            }

            _objects.Push(level);
            _isMark = _isNumber = false;
        }

        private bool EndObject(in Level level)
        {
            if (!level.Marked)
            {
                return true;
            }

            if (level.Number is not { } number || number < 0 || number >= attachments)
            {
                return false;
            }

            if (output is not null && source is not null && target is not null)
            {
                output.Truncate(level.OutputStart);
                target.RemoveRange(level.TargetStart, target.Count - level.TargetStart);
                PacketWriter.WritePlaceholder(output, target.Count);
                target.Add(source[number]);
            }

            return true;
        }

        private void Separate()
        {
            if (_needsComma)
            {
                output?.Write((byte)',');
            }
        }

        private void WriteString(ReadOnlySpan<byte> literal)
        {
            output?.Write((byte)'"');
            output?.Write(literal);
            output?.Write((byte)'"');
        }
    }
}
