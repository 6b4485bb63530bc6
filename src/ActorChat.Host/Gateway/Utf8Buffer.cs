using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Host.Gateway;

/// <summary>Writes JSON in UTF-8 into reused bytes: one buffer for each thread, taken by <see cref="Begin"/>.</summary>
internal sealed class Utf8Buffer
{
    /// <summary>What a thread keeps between two uses; the buffer of a longer page of history is released.</summary>
    private const int MaxKeptBytes = 256 * 1024;

    /// <summary>Characters that a JSON string must escape (RFC 8259, section 7).</summary>
    private static readonly SearchValues<char> s_escaped = SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(unit => (char)unit)));

    [ThreadStatic]
    private static Utf8Buffer? s_mine;

    private byte[] _bytes = new byte[1024];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>The thread's own buffer, empty. It overwrites the earlier contents: use them up before the next call.</summary>
    public static Utf8Buffer Begin()
    {
        var mine = s_mine ??= new Utf8Buffer();
        if (mine._bytes.Length > MaxKeptBytes)
        {
            mine._bytes = new byte[1024];
        }

        mine._length = 0;
        return mine;
    }

    /// <summary>JSON, unchanged.</summary>
    public Utf8Buffer Json(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Room(json.Length));
        _length += json.Length;
        return this;
    }

    public Utf8Buffer Number(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        _length += written;
        return this;
    }

    /// <summary>The member <c>unread</c>, if it is known.</summary>
    public Utf8Buffer Unread(long? count) => count is { } known ? Json(",\"unread\":"u8).Number(known) : this;

    /// <summary>The member <c>retryAfter</c> in milliseconds, if it is known: rounded up, so that it is never too early.</summary>
    public Utf8Buffer RetryAfter(TimeSpan? wait) =>
        wait is { } known ? Json(",\"retryAfter\":"u8).Number((long)Math.Ceiling(known.TotalMilliseconds)) : this;

    public Utf8Buffer Switch(bool on) => Json(on ? "true"u8 : "false"u8);

    public Utf8Buffer Room(RoomNumber room)
    {
        var to = Room(38);
        to[0] = to[37] = (byte)'"';
        var fits = Utf8Formatter.TryFormat(room.Value, to[1..], out _);
        Debug.Assert(fits, "A room number takes 36 bytes.");
        _length += 38;
        return this;
    }

    /// <summary>A time in the form of the interface: <see cref="IsoTime"/>.</summary>
    public Utf8Buffer Time(long unixMilliseconds)
    {
        var to = Room(26);
        to[0] = to[25] = (byte)'"';
        IsoTime.Write(unixMilliseconds, to[1..]);
        _length += 26;
        return this;
    }

    /// <summary>A string with its quotes.</summary>
    public Utf8Buffer Text(ReadOnlySpan<char> text)
    {
        Json("\""u8);
        while (text.IndexOfAny(s_escaped) is var at and >= 0)
        {
            Plain(text[..at]);
            Escape(text[at]);
            text = text[(at + 1)..];
        }

        Plain(text);
        return Json("\""u8);
    }

    private void Plain(ReadOnlySpan<char> text) => _length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));

    private void Escape(char unit)
    {
        var shorthand = unit switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            _ => default,
        };
        if (!shorthand.IsEmpty)
        {
            Json(shorthand);
            return;
        }

        Json("\\u"u8);
        ((int)unit).TryFormat(Room(4), out _, "x4", CultureInfo.InvariantCulture);
        _length += 4;
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }

        return _bytes.AsSpan(_length);
    }
}
