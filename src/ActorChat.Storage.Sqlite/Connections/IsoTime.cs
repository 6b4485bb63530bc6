using System.Globalization;

namespace ActorChat.Storage.Sqlite;

/// <summary>Times as the tables hold them: ISO 8601, UTC, milliseconds, 24 characters, which sort as they should.</summary>
internal static class IsoTime
{
    public const int Length = 24;

    /// <summary>Writes the text of a time, given in UTC milliseconds since 1970.</summary>
    public static void Write(long time, Span<byte> utf8)
    {
        var moment = DateTime.UnixEpoch.AddMilliseconds(time);
        var (year, month, day) = DateOnly.FromDateTime(moment);
        var rest = (int)(moment.Ticks % TimeSpan.TicksPerDay / TimeSpan.TicksPerMillisecond);
        Digits(utf8, 0, 4, year);
        utf8[4] = (byte)'-';
        Digits(utf8, 5, 2, month);
        utf8[7] = (byte)'-';
        Digits(utf8, 8, 2, day);
        utf8[10] = (byte)'T';
        Digits(utf8, 11, 2, rest / 3_600_000);
        utf8[13] = (byte)':';
        Digits(utf8, 14, 2, rest / 60_000 % 60);
        utf8[16] = (byte)':';
        Digits(utf8, 17, 2, rest / 1000 % 60);
        utf8[19] = (byte)'.';
        Digits(utf8, 20, 3, rest % 1000);
        utf8[23] = (byte)'Z';
    }

    public static string Text(long time) => string.Create(Length, time, static (text, moment) =>
    {
        Span<byte> utf8 = stackalloc byte[Length];
        Write(moment, utf8);
        System.Text.Encoding.ASCII.GetChars(utf8, text);
    });

    /// <summary>The UTC milliseconds since 1970 of a text that <see cref="Write"/> made.</summary>
    /// <exception cref="FormatException">It is none.</exception>
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

    private static void Digits(Span<byte> utf8, int at, int count, int value)
    {
        for (var i = at + count - 1; i >= at; i--, value /= 10)
        {
            utf8[i] = (byte)('0' + (value % 10));
        }
    }

    private static int Number(ReadOnlySpan<byte> utf8, int at, int count) =>
        int.Parse(utf8.Slice(at, count), NumberStyles.None, CultureInfo.InvariantCulture);
}
