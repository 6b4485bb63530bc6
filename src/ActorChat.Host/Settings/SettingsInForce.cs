using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.Settings;

namespace ActorChat.Host.Settings;

/// <summary>The settings in force on this node, with where each comes from. Secrets are redacted.</summary>
/// <param name="started">The settings of the start.</param>
/// <param name="reload">What was read again since.</param>
/// <param name="limits">The rate limits in force.</param>
internal sealed class SettingsInForce(ServerSettings started, SettingsReload reload, RateLimits limits)
{
    /// <summary>The origin of a limit that an operator has set.</summary>
    public const string Set = "PUT /admin/limits";

    private const string Standard = "hocon.conf";

    private readonly Lazy<IReadOnlyDictionary<string, KnownSetting>> _known = new(() => KnownSettings.Read().All.ToDictionary(static setting => setting.Path));

    public IReadOnlyList<SettingInForce> Read()
    {
        var live = LiveLimits.Print(limits.Current);
        return [.. EffectiveSettings.ValuesOf(started.Config).Select(setting => Row(setting.Key, setting.Value, live))];
    }

    private SettingInForce Row(string key, string value, IReadOnlyDictionary<string, string> live)
    {
        var under = SettingsReader.Under(key);
        var known = _known.Value.GetValueOrDefault(key);
        var (taken, place) = reload.Taken(key);
        var isLive = SettingsReload.IsLive(under);
        var origin = place ?? Standard;
        if (live.TryGetValue(LiveLimits.NameOf(under), out var limit))
        {
            origin = RateLimit.TryParse(taken, out var written) && written.ToString() == limit ? origin : Set;
            value = limit;
        }
        else if (isLive)
        {
            value = taken;
        }

        return new SettingInForce(key, value, origin, known?.Default ?? "", isLive, known?.Reason ?? "");
    }
}

/// <summary>A setting in force.</summary>
/// <param name="Key">Its whole key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Origin">Where it comes from: a variable, a file with the line, <c>hocon.conf</c>, or the admin interface.</param>
/// <param name="Default">What it is if nobody sets it.</param>
/// <param name="Live">Whether it can be changed while the server runs.</param>
/// <param name="Reason">Its meaning and reason; empty if those of the setting before it are for both.</param>
internal sealed record SettingInForce(string Key, string Value, string Origin, string Default, bool Live, string Reason);
