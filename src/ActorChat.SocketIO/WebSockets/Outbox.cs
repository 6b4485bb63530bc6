using System.Buffers;

namespace ActorChat.SocketIO;

/// <summary>
/// Finished frames that wait for one client, one after the other in one pooled buffer; while it is empty, no buffer at all. Not thread-safe: the transport
/// that owns it guards it.
/// </summary>
internal struct Outbox
{
    private const int SmallestBuffer = 512;
    private byte[]? _buffer;

    /// <summary>Bytes waiting.</summary>
    public int Count { get; private set; }

    public readonly ReadOnlySpan<byte> Frames => _buffer.AsSpan(0, Count);

    public void Append(ReadOnlySpan<byte> frames)
    {
        EnsureRoom(frames.Length);
        frames.CopyTo(_buffer.AsSpan(Count));
        Count += frames.Length;
    }

    /// <summary>Appends one frame of <paramref name="prefix"/> and <paramref name="payload"/>.</summary>
    public void AppendFrame(byte firstByte, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload)
    {
        var length = prefix.Length + payload.Length;
        EnsureRoom(FrameHeader.MaxBytes + length);
        Count += FrameHeader.Write(_buffer.AsSpan(Count), firstByte, length);
        prefix.CopyTo(_buffer.AsSpan(Count));
        payload.CopyTo(_buffer.AsSpan(Count + prefix.Length));
        Count += length;
    }

    /// <summary>Hands over all that waits; the receiver returns the buffer to the shared pool.</summary>
    public byte[]? Take(out int count)
    {
        var taken = _buffer;
        count = Count;
        _buffer = null;
        Count = 0;
        return taken;
    }

    /// <summary>The length of the first <paramref name="frames"/> frames, or of all if there are fewer.</summary>
    public readonly int BytesOf(int frames)
    {
        var rest = Frames;
        while (frames-- > 0 && !rest.IsEmpty)
        {
            FrameHeader.Next(ref rest, out _);
        }

        return Count - rest.Length;
    }

    /// <summary>Removes the first <paramref name="count"/> bytes, which end at a frame's end.</summary>
    public void RemoveFirst(int count)
    {
        if (count == Count)
        {
            Clear();
            return;
        }

        _buffer.AsSpan(count, Count - count).CopyTo(_buffer);
        Count -= count;
    }

    public void Clear()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        Count = 0;
    }

    private void EnsureRoom(int extra)
    {
        var needed = Count + extra;
        if (_buffer is not null && _buffer.Length >= needed)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, _buffer is null ? needed : Math.Max(needed, _buffer.Length * 2)));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
