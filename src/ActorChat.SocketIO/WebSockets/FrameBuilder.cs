using System.Buffers;

namespace ActorChat.SocketIO;

/// <summary>
/// Builds one text frame whose length is not known beforehand, and the binary frames after it, in a buffer reused per thread. Space for the longest header is
/// kept free at the front and filled from the right.
/// </summary>
internal sealed class FrameBuilder : IBufferWriter<byte>
{
    private const int InitialBytes = 1024;
    private const int KeptBytes = 64 * 1024;

    [ThreadStatic]
    private static FrameBuilder? t_cached;

    private byte[] _buffer = new byte[InitialBytes];
    private int _count = FrameHeader.MaxBytes;
    private int _start;

    /// <summary>The frames, once <see cref="EndText"/> has been called.</summary>
    public ReadOnlySpan<byte> Frames => _buffer.AsSpan(_start, _count - _start);

    /// <summary>What has been written as the text so far, without a header.</summary>
    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(FrameHeader.MaxBytes, PayloadCount);

    /// <summary>Bytes of payload written so far.</summary>
    public int PayloadCount => _count - FrameHeader.MaxBytes;

    public static FrameBuilder Rent()
    {
        var builder = t_cached ?? new FrameBuilder();
        t_cached = null;
        return builder;
    }

    public void Return()
    {
        if (_buffer.Length <= KeptBytes)
        {
            _count = FrameHeader.MaxBytes;
            _start = 0;
            t_cached = this;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _count += bytes.Length;
    }

    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        _count++;
    }

    /// <summary>Removes what was written beyond <paramref name="payloadCount"/> bytes of payload.</summary>
    public void Truncate(int payloadCount) => _count = FrameHeader.MaxBytes + payloadCount;

    public void EndText()
    {
        var length = PayloadCount;
        _start = FrameHeader.MaxBytes - FrameHeader.Size(length);
        FrameHeader.Write(_buffer.AsSpan(_start), FrameHeader.Text, length);
    }

    public void AddBinary(ReadOnlySpan<byte> payload)
    {
        var span = GetSpan(FrameHeader.MaxBytes + payload.Length);
        var header = FrameHeader.Write(span, FrameHeader.Binary, payload.Length);
        payload.CopyTo(span[header..]);
        _count += header + payload.Length;
    }

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(1, sizeHint));
        return _buffer.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(1, sizeHint));
        return _buffer.AsSpan(_count);
    }

    private void EnsureRoom(int extra)
    {
        if (_buffer.Length - _count < extra)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _count + extra));
        }
    }
}
