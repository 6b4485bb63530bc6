using System.Buffers;
using System.Buffers.Text;
using System.Text;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;

namespace ActorChat.Storage.Rooms;

/// <summary>
/// What a client has: in which history of the data, and in each partition everything up to a number (<see cref="JournalPlace"/>). For clients it is opaque:
/// base64url of a version, the epoch, and for each partition with a number the partition and the number.
/// </summary>
internal sealed class SyncCursor
{
    private const byte Version = 1;

    /// <summary>The longest number, seven bits in a byte.</summary>
    private const int LongestNumber = 9;

    /// <summary>The longest index of a number.</summary>
    private const int LongestIndex = 2;

    /// <summary>The longest cursor of any history: another one may have had more partitions.</summary>
    private const int Longest = 2 + byte.MaxValue + ((LongestIndex + LongestNumber) * (PartitionCount.Most + 1));

    /// <summary>A number for each partition, that of <see cref="JournalPlace.Before"/> first; 0 for none.</summary>
    private readonly long[] _numbers;

    private SyncCursor(string epoch, long[] numbers) => (Epoch, _numbers) = (epoch, numbers);

    /// <summary>The history that its numbers belong to.</summary>
    public string Epoch { get; }

    /// <summary>The numbers; the first is that of <see cref="JournalPlace.Before"/>, then come the partitions.</summary>
    public IReadOnlyList<long> Numbers => _numbers;

    /// <summary>The beginning: a client that has nothing.</summary>
    public static SyncCursor Start(string epoch, int partitions) => new(epoch, new long[partitions + 1]);

    /// <summary>The client has a further room with this place.</summary>
    public void Raise(JournalPlace place)
    {
        ref var number = ref _numbers[place.Partition - JournalPlace.Before];
        number = Math.Max(number, place.Number);
    }

    public override string ToString()
    {
        var written = new ArrayBufferWriter<byte>();
        written.Write([Version, (byte)Epoch.Length]);
        Encoding.ASCII.GetBytes(Epoch, written);
        for (var i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] > 0)
            {
                Write(written, i);
                Write(written, _numbers[i]);
            }
        }

        return Base64Url.EncodeToString(written.WrittenSpan);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    /// <param name="text">What a client sent.</param>
    /// <param name="partitions">How many partitions there are. In another history it may have been another number: then only the epoch is read.</param>
    /// <param name="epoch">The history of today.</param>
    public static SyncCursor? Read(string text, int partitions, string epoch)
    {
        if (text.Length > Base64Url.GetEncodedLength(Longest) || !Base64Url.IsValid(text))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = Base64Url.DecodeFromChars(text);
        if (rest.Length < 2 || rest[0] != Version || rest.Length < 2 + rest[1] || !Ascii.IsValid(rest.Slice(2, rest[1])))
        {
            return null;
        }

        var read = Start(Encoding.ASCII.GetString(rest.Slice(2, rest[1])), partitions);
        return read.Epoch != epoch || read.TryReadNumbers(rest[(2 + rest[1])..]) ? read : null;
    }

    private bool TryReadNumbers(ReadOnlySpan<byte> rest)
    {
        for (var last = -1L; !rest.IsEmpty;)
        {
            if (!TryRead(ref rest, out var index) || index <= last || index >= _numbers.Length || !TryRead(ref rest, out var number) || number == 0)
            {
                return false;
            }

            _numbers[index] = number;
            last = index;
        }

        return true;
    }

    private static void Write(ArrayBufferWriter<byte> written, long number)
    {
        for (; number > 0x7f; number >>= 7)
        {
            written.Write([(byte)(number | 0x80)]);
        }

        written.Write([(byte)number]);
    }

    /// <summary>Only the shortest form of a number is valid, so that a cursor has one form.</summary>
    private static bool TryRead(ref ReadOnlySpan<byte> rest, out long number)
    {
        number = 0;
        for (var i = 0; i < Math.Min(rest.Length, LongestNumber); i++)
        {
            number |= (long)(rest[i] & 0x7f) << (7 * i);
            if (rest[i] < 0x80)
            {
                var isShortest = i == 0 || rest[i] > 0;
                rest = rest[(i + 1)..];
                return isShortest;
            }
        }

        return false;
    }
}
