using System.Buffers;
using System.IO.Pipelines;

namespace ActorChat.SocketIO;

/// <summary>What has come from a client and is not handled yet, in one pooled buffer; no buffer at all while nothing waits. Not thread-safe.</summary>
internal struct ReceiveBuffer
{
    private const int FirstBytes = 4096;

    private byte[]? _bytes;
    private int _start;
    private int _end;

    /// <summary>What waits, to be read and unmasked in place.</summary>
    public readonly Memory<byte> Waiting => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Copies out what has come, since unmasking changes it.</summary>
    public void Take(PipeReader input, in ReadOnlySequence<byte> received)
    {
        _bytes ??= ArrayPool<byte>.Shared.Rent(FirstBytes);
        var part = received.Slice(0, Math.Min(received.Length, _bytes.Length - _end));
        part.CopyTo(_bytes.AsSpan(_end));
        _end += (int)part.Length;
        input.AdvanceTo(part.End);
    }

    /// <summary>Passes over so many bytes, or over all that wait if they are fewer.</summary>
    /// <returns>The number passed over.</returns>
    public int Skip(long count)
    {
        var skipped = (int)Math.Min(count, _end - _start);
        _start += skipped;
        return skipped;
    }

    /// <summary>Gives the buffer back if all of it is handled, else makes room for the rest of the frame.</summary>
    public void KeepRest()
    {
        var rest = _end - _start;
        if (rest == 0)
        {
            Release();
            return;
        }

        // It grows as bytes come in, not by what a header announces, and only when it is full: to twice of what has come.
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
