using System.Globalization;

namespace ActorChat.Settings;

/// <summary>Sizes in bytes in the form of settings.</summary>
public static class Sizes
{
    private static readonly (string Unit, long Bytes)[] Units = [("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

    public static string Print(long value)
    {
        var (unit, bytes) = Units.Last(known => known.Unit.Length > 0 && value % known.Bytes == 0 && (value >= known.Bytes || known.Bytes == 1));
        return (value / bytes).ToString(CultureInfo.InvariantCulture) + unit;
    }

    public static bool TryParse(string text, out long value)
    {
        value = 0;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = Units.FirstOrDefault(known => known.Unit == text[digits..].Trim());
        return unit.Unit is not null
            && long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            && amount <= long.MaxValue / unit.Bytes
            && (value = amount * unit.Bytes) >= 0;
    }
}
