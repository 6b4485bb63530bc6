using System.Globalization;
using ActorChat.Settings;

namespace ActorChat.Host.Limits;

/// <summary>How often something may happen: a bucket of <see cref="Burst"/> tokens that is refilled at a steady rate.</summary>
/// <remarks>Written as <c>"20 per 1s, burst 100"</c>: a hundred at once, then twenty a second; or as <c>off</c>: no limit.</remarks>
internal sealed record RateLimit
{
    public const string LegalForm = "\"A per B, burst C\" such as \"20 per 1s, burst 100\" (A and C from 1 to 10000000, B from 1ms to 1d), or off";

    public static readonly RateLimit Off = new(0, TimeSpan.Zero, 0);

    /// <summary>What a limit may be in the settings.</summary>
    private static readonly SettingRule Rule = SettingRule.Formed("rate limit", LegalForm, @"^ *[0-9]+ +per +[0-9]+(\.[0-9]+)? *(ms|s|m|h|d) *, burst +[0-9]+ *$|^(off|false)$");

    private const int MaxCount = 10_000_000;
    private const string OffText = "off";

    private RateLimit(int count, TimeSpan per, int burst)
    {
        (Count, Per, Burst) = (count, per, burst);
        TicksPerToken = count == 0 ? 0 : Math.Max(1, per.Ticks / count);
        TicksToFill = TicksPerToken * burst;
    }

    /// <summary>Tokens that come back within <see cref="Per"/>.</summary>
    public int Count { get; }

    public TimeSpan Per { get; }

    /// <summary>Tokens of a full bucket.</summary>
    public int Burst { get; }

    public bool IsOff => TicksPerToken == 0;

    /// <summary>Time after which one token is back, in ticks of 100 ns; 0 without a limit.</summary>
    internal long TicksPerToken { get; }

    /// <summary>Time after which an empty bucket is full, in ticks of 100 ns.</summary>
    internal long TicksToFill { get; }

    public static RateLimit Of(int count, TimeSpan per, int burst) =>
        count is >= 1 and <= MaxCount && burst is >= 1 and <= MaxCount && per >= TimeSpan.FromMilliseconds(1) && per <= TimeSpan.FromDays(1)
            ? new RateLimit(count, per, burst)
            : throw new ArgumentOutOfRangeException(nameof(count), $"A rate limit must be {LegalForm}.");

    /// <exception cref="SettingsException">The text does not have the legal form.</exception>
    public static RateLimit From(SettingsReader settings, string key) => settings.Formed<RateLimit>(key, Rule, TryParse);

    public static bool TryParse(string? text, out RateLimit limit)
    {
        limit = Off;
        if (text is OffText or "false")
        {
            return true;
        }

        // A "per" B ", burst" C
        if (text?.Split(" per ") is not [var count, var rest] || rest.Split(", burst ") is not [var per, var burst]
            || !TryWhole(count, out var countValue) || !TryWhole(burst, out var burstValue)
            || !Durations.TryParse(per.Trim(), out var perValue) || perValue < TimeSpan.FromMilliseconds(1) || perValue > TimeSpan.FromDays(1))
        {
            return false;
        }

        limit = new RateLimit(countValue, perValue, burstValue);
        return true;
    }

    public override string ToString() =>
        IsOff ? OffText : string.Create(CultureInfo.InvariantCulture, $"{Count} per {Durations.Print(Per)}, burst {Burst}");

    private static bool TryWhole(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= MaxCount;
}
