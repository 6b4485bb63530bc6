using System.Buffers.Text;
using System.Globalization;

namespace ActorChat.Actors.Common;

/// <summary>
/// Times in the form for clients, tables and logs: ISO 8601, UTC, milliseconds, 24 characters that sort like the times. The numbers are milliseconds since
/// 1970.
/// </summary>
public static class IsoTime
{
    public const int Length = 24;

    /// <summary>Writes the text of a time into the first <see cref="Length"/> bytes.</summary>
    public static void Write(long time, Span<byte> utf8)
    {
        // The framework's form, without the digits below the milliseconds.
        Span<byte> roundTrip = stackalloc byte[28];
        Utf8Formatter.TryFormat(DateTime.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMillisecond), roundTrip, out _, 'O');
        roundTrip[..(Length - 1)].CopyTo(utf8);
        utf8[Length - 1] = (byte)'Z';
    }

    public static string Text(long time) => string.Create(Length, time, static (text, moment) =>
    {
        Span<byte> utf8 = stackalloc byte[Length];
        Write(moment, utf8);
        System.Text.Encoding.ASCII.GetChars(utf8, text);
    });

    /// <summary>Reads a text that <see cref="Write"/> made.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static long Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length != Length || utf8[^1] != (byte)'Z')
        {
            throw new FormatException("A time in the tables does not have the form 2026-11-22T15:56:00.123Z.");
        }

        var day = new DateTime(Number(utf8, 0, 4), Number(utf8, 5, 2), Number(utf8, 8, 2), 0, 0, 0, DateTimeKind.Utc);
        return ((day.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond)
            + (Number(utf8, 11, 2) * 3_600_000L) + (Number(utf8, 14, 2) * 60_000L) + (Number(utf8, 17, 2) * 1000L) + Number(utf8, 20, 3);
    }

    private static int Number(ReadOnlySpan<byte> utf8, int at, int count) =>
        int.Parse(utf8.Slice(at, count), NumberStyles.None, CultureInfo.InvariantCulture);
}
