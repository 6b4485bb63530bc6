using System.Buffers.Binary;
using System.Runtime.Serialization;

namespace ActorChat.Cluster.Links;

/// <summary>Goes through the fields of a protobuf message in place: what is inside a field is not copied.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private const int WireTypeBits = 3;
    private const int VarintBits = 7;
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>The number of the present field.</summary>
    public int Number { get; private set; }

    /// <summary>The value of a number; 0 for a field with content.</summary>
    public ulong Value { get; private set; }

    /// <summary>Where the field begins, with its tag.</summary>
    public int Begin { get; private set; }

    /// <summary>Where the field ends.</summary>
    public readonly int End => _at;

    /// <summary>Where the content begins; only of a field that has content.</summary>
    public int Start { get; private set; }

    /// <summary>How long the content is; 0 for a number.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Content => _bytes.Slice(Start, Length);

    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="SerializationException">The bytes are no protobuf.</exception>
    public bool Next()
    {
        if (_at == _bytes.Length)
        {
            return false;
        }

        Begin = _at;
        var tag = ReadVarint();
        (Number, Value, Start, Length) = ((int)(tag >> WireTypeBits), 0, _at, 0);
        switch ((int)(tag & ((1 << WireTypeBits) - 1)))
        {
            case Varint: Value = ReadVarint(); break;
            case Fixed64: Value = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong))); break;
            case Fixed32: Value = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))); break;
            case LengthDelimited: TakeContent(ReadVarint()); break;
            default: throw Broken();
        }

        return true;
    }

    private void TakeContent(ulong length)
    {
        Length = length <= (ulong)(_bytes.Length - _at) ? (int)length : throw Broken();
        Start = _at;
        _at += Length;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < sizeof(ulong) * 8; shift += VarintBits)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & ((1 << VarintBits) - 1)) << shift;
            if (part < 1 << VarintBits)
            {
                return value;
            }
        }

        throw Broken();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
        {
            throw Broken();
        }

        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private static SerializationException Broken() => new("Another node sent bytes that are no message");
}
