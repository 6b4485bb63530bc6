using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace ActorChat.Bench;

/// <summary>
/// The frames of one sender. Everything except the numbers is made once. The text begins with a mark, <c>#a17#</c>, by which the companion's side recognises
/// the message.
/// </summary>
internal sealed class ChatText
{
    private const int LongestNumber = 20;

    private readonly byte[] _afterAck;
    private readonly byte[] _padding;
    private readonly byte[]? _idStart;
    private readonly int _textLength;

    public ChatText(string login, string companion, bool isFirst, int textLength, string? clientIdStart)
    {
        var mark = isFirst ? "#a" : "#b";
        _afterAck = Encoding.UTF8.GetBytes($"[\"message\",{{\"login\":{Quote(login)},\"companion\":{Quote(companion)},\"message\":\"{mark}");
        _padding = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog ", (textLength / 44) + 1))[..textLength]);
        _idStart = clientIdStart is null ? null : Encoding.UTF8.GetBytes($"\",\"clientMessageId\":\"{clientIdStart}");
        _textLength = textLength;
        LongestFrame = 2 + LongestNumber + _afterAck.Length + textLength + LongestNumber + (_idStart?.Length ?? 0) + LongestNumber + 4;
    }

    /// <summary>A buffer large enough for any frame of this sender.</summary>
    public int LongestFrame { get; }

    /// <summary>Writes the frame of a message; its acknowledgement has the same number. Returns its length in bytes.</summary>
    public int Write(Span<byte> frame, long number)
    {
        var length = Append(frame, 0, "42"u8);
        length = Append(frame, length, number);
        length = Append(frame, length, _afterAck);
        var text = length - 2;
        length = Append(frame, length, number);
        frame[length++] = (byte)'#';
        length = Append(frame, length, _padding.AsSpan(0, Math.Max(0, _textLength - (length - text))));
        if (_idStart is not null)
        {
            length = Append(frame, length, _idStart);
            length = Append(frame, length, number);
        }

        return Append(frame, length, "\"}]"u8);
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static int Append(Span<byte> frame, int length, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(frame[length..]);
        return length + bytes.Length;
    }

    private static int Append(Span<byte> frame, int length, long number)
    {
        Utf8Formatter.TryFormat(number, frame[length..], out var written);
        return length + written;
    }
}
