using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ActorChat.SocketIO;

/// <summary>
/// A message that arrives in fragments (RFC 6455, section 5.4), in one pooled buffer. Text that is not UTF-8 is refused with the fragment that breaks it. Not
/// thread-safe: the receiver that owns it is its only user.
/// </summary>
internal struct Fragments
{
    private const int LongestUnfinished = 3;

    private byte[]? _message;
    private int _length;
    private int _checked;

    /// <summary>The message type from the first fragment; 0 while there is none.</summary>
    public byte Opcode { get; private set; }

    public readonly ReadOnlyMemory<byte> Message => _message.AsMemory(0, _length);

    /// <summary>Adds a fragment.</summary>
    /// <param name="frame">Its frame, which fits the earlier ones.</param>
    /// <param name="fragment">Its payload, unmasked.</param>
    /// <param name="maxBytes">The longest allowed message.</param>
    /// <returns>The status to close with, or <see cref="CloseStatus.None"/>.</returns>
    public ushort Add(in Frame frame, ReadOnlySpan<byte> fragment, int maxBytes)
    {
        if (Opcode == 0)
        {
            Opcode = frame.Opcode;
            _length = _checked = 0;
        }

        if (_length + fragment.Length > maxBytes)
        {
            return CloseStatus.TooLarge;
        }

        Append(fragment);
        return Opcode == Frame.Text && !IsStillText(frame.Final) ? CloseStatus.InvalidData : CloseStatus.None;
    }

    /// <summary>The message is complete: the next fragment begins another one. Its bytes stay until <see cref="Release"/>.</summary>
    public byte End()
    {
        var opcode = Opcode;
        Opcode = 0;
        return opcode;
    }

    public void Release()
    {
        if (_message is not null)
        {
            ArrayPool<byte>.Shared.Return(_message);
            _message = null;
        }

        _length = 0;
    }

    private void Append(ReadOnlySpan<byte> fragment)
    {
        var needed = _length + fragment.Length;
        if (_message is null || _message.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (_message?.Length ?? 0) * 2));
            _message.AsSpan(0, _length).CopyTo(larger);
            if (_message is not null)
            {
                ArrayPool<byte>.Shared.Return(_message);
            }

            _message = larger;
        }

        fragment.CopyTo(_message.AsSpan(_length));
        _length = needed;
    }

    /// <summary>Checks the new bytes; a code point that the next fragment may finish waits for it.</summary>
    private bool IsStillText(bool final)
    {
        var rest = _message.AsSpan(_checked, _length - _checked);
        var whole = rest.Length - (final ? 0 : UnfinishedBytes(rest));
        _checked += whole;
        return Utf8.IsValid(rest[..whole]);
    }

    /// <summary>Bytes at the end that begin a code point but do not complete it.</summary>
    private static int UnfinishedBytes(ReadOnlySpan<byte> text)
    {
        for (var count = 1; count <= Math.Min(LongestUnfinished, text.Length); count++)
        {
            // All bytes of a sequence except the first have the form 10xxxxxx.
            if ((text[^count] & 0xc0) != 0x80)
            {
                return Rune.DecodeFromUtf8(text[^count..], out _, out _) == OperationStatus.NeedMoreData ? count : 0;
            }
        }

        return 0;
    }
}
