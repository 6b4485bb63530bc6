using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.PostgreSql.Rooms;

namespace ActorChat.Storage.PostgreSql.Projection;

/// <summary>
/// Rows of <c>message_rows</c> in the format of a binary <c>COPY</c> (PostgreSQL's documentation of <c>COPY</c>, "Binary Format"). They are written here and not
/// by Npgsql, whose importer takes a task for each column.
/// </summary>
internal sealed class MessageRows
{
    public const string Copy = "COPY message_rows (id, room_no, seq, time, client_key, by_second, client_id, text, reply_to) FROM STDIN (FORMAT BINARY)";

    /// <summary>So much is sent at once.</summary>
    public const int ChunkBytes = 32 << 10;

    private const short Columns = 9;

    /// <summary>In place of a row's number of columns.</summary>
    private const short End = -1;

    /// <summary>In place of a value's length.</summary>
    private const int Null = -1;

    /// <summary>Flags, and the length of an extension: there are none.</summary>
    private const int HeaderRest = 2 * sizeof(int);

    private readonly ArrayBufferWriter<byte> _bytes = new(2 * ChunkBytes);

    public MessageRows()
    {
        _bytes.Write("PGCOPY\n"u8);
        _bytes.Write<byte>([0xff, (byte)'\r', (byte)'\n', 0]);
        Take(HeaderRest).Clear();
    }

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Clear() => _bytes.ResetWrittenCount();

    /// <param name="posted">The event.</param>
    /// <param name="place">The number by which the tables know its room.</param>
    public void Add(MessagePosted posted, long place)
    {
        var message = posted.Message;
        BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), Columns);
        Add(message.Id);
        Add(place);
        Add(message.Seq);
        Add(message.Time);
        if (message.ClientMessageId is { } clientMessageId)
        {
            Add(ClientKey.Of(clientMessageId));
        }
        else
        {
            AddLength(Null);
        }

        Add(message.Author == posted.Room.Second);
        Add(message.ClientMessageId);
        Add(message.Text);
        if (message.Details is { ReplyTo: > 0 } details)
        {
            Add(details.ReplyTo);
        }
        else
        {
            AddLength(Null);
        }
    }

    public void Finish() => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), End);

    private void Add(long value)
    {
        AddLength(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);
    }

    private void Add(int value)
    {
        AddLength(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);
    }

    private void Add(bool value)
    {
        AddLength(sizeof(bool));
        Take(sizeof(bool))[0] = value ? (byte)1 : (byte)0;
    }

    private void Add(string? text)
    {
        if (text is null)
        {
            AddLength(Null);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        AddLength(length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    private void AddLength(int length) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), length);

    private Span<byte> Take(int count)
    {
        var taken = _bytes.GetSpan(count)[..count];
        _bytes.Advance(count);
        return taken;
    }
}
