using System.Globalization;

namespace ActorChat.Settings;

/// <summary>Durations in the form of settings.</summary>
public static class Durations
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        var unit = Units.FirstOrDefault(known => known.Unit == text[digits..].Trim());
        if (unit.Unit is null || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount * unit.Milliseconds > 1e14)
        {
            return false;
        }

        value = TimeSpan.FromMilliseconds(amount * unit.Milliseconds);
        return true;
    }

    public static string Print(TimeSpan value)
    {
        var (unit, milliseconds) = Units.Last(known => value.TotalMilliseconds % known.Milliseconds == 0 && (value.TotalMilliseconds >= known.Milliseconds || known.Unit == "ms"));
        return (value.TotalMilliseconds / milliseconds).ToString(CultureInfo.InvariantCulture) + unit;
    }
}
