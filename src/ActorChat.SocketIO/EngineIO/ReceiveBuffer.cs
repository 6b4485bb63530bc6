using System.Buffers;
using System.IO.Pipelines;

namespace ActorChat.SocketIO;

/// <summary>Received bytes that are not handled yet, in one pooled buffer; while there are none, no buffer at all. Not thread-safe.</summary>
internal struct ReceiveBuffer
{
    private const int FirstBytes = 4096;

    private byte[]? _bytes;
    private int _start;
    private int _end;

    /// <summary>The waiting bytes, to be read and unmasked in place.</summary>
    public readonly Memory<byte> Waiting => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Copies the received bytes out, because unmasking changes them.</summary>
    public void Take(PipeReader input, in ReadOnlySequence<byte> received)
    {
        _bytes ??= ArrayPool<byte>.Shared.Rent(FirstBytes);
        var part = received.Slice(0, Math.Min(received.Length, _bytes.Length - _end));
        part.CopyTo(_bytes.AsSpan(_end));
        _end += (int)part.Length;
        input.AdvanceTo(part.End);
    }

    /// <summary>Skips this many bytes, or all if there are fewer.</summary>
    /// <returns>The number skipped.</returns>
    public int Skip(long count)
    {
        var skipped = (int)Math.Min(count, _end - _start);
        _start += skipped;
        return skipped;
    }

    /// <summary>Returns the buffer if all of it is handled; otherwise makes room for the rest of the frame.</summary>
    public void KeepRest()
    {
        var rest = _end - _start;
        if (rest == 0)
        {
            Release();
            return;
        }

        // It grows with the bytes received, not with the length that a header announces: only when it is full, and to twice its content.
        var target = _bytes!;
        if (rest == target.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(target.Length * 2);
        }

        _bytes.AsSpan(_start, rest).CopyTo(target);
        if (!ReferenceEquals(target, _bytes))
        {
            ArrayPool<byte>.Shared.Return(_bytes!);
            _bytes = target;
        }

        _start = 0;
        _end = rest;
    }

    public void Release()
    {
        _start = _end = 0;
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = null;
        }
    }
}
