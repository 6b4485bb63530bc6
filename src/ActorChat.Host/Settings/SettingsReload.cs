using System.Text.Json.Serialization;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.Settings;

namespace ActorChat.Host.Settings;

/// <summary>
/// Reads the settings again while the server runs. What can change at once does, unless it is only a trial; the rest waits for a restart and is named each time until
/// then. Settings that the start would refuse change nothing.
/// </summary>
/// <param name="started">The settings of the start.</param>
/// <param name="limits">The limits that were set while the server ran: one that is written in the files gives way.</param>
internal sealed class SettingsReload(ServerSettings started, StoredLimits limits)
{
    private readonly Lock _gate = new();

    /// <summary>What the files and variables said when a setting last took effect.</summary>
    private readonly SortedDictionary<string, string> _taken = EffectiveSettings.ValuesOf(started.Config);

    /// <summary>Where it was written.</summary>
    private readonly Dictionary<string, string?> _places = [];

    /// <summary>What a setting was when it last took effect, and where that was written; the place is null if it is <c>hocon.conf</c>.</summary>
    /// <param name="key">Its whole key.</param>
    public (string Value, string? Place) Taken(string key)
    {
        lock (_gate)
        {
            return (_taken.GetValueOrDefault(key, ""), _places.TryGetValue(key, out var place) ? place : started.Places.GetValueOrDefault(key));
        }
    }

    /// <summary>Whether a setting can change while the server runs.</summary>
    /// <param name="key">Its key under <c>actorchat</c>.</param>
    public static bool IsLive(string key) => key == LogLevels.Key || LiveLimits.IsLive(key);

    /// <param name="isTrial">Whether to change nothing, and only say what would change.</param>
    /// <exception cref="SettingsException">The server would not start with these settings; nothing was changed.</exception>
    public ReloadedSettings Run(bool isTrial)
    {
        lock (_gate)
        {
            var read = ServerSettings.Load(started.Environment);
            var (live, restart) = (new List<ChangedSetting>(), new List<ChangedSetting>());
            foreach (var (key, value) in EffectiveSettings.ValuesOf(read.Config))
            {
                var under = SettingsReader.Under(key);
                if ((LiveLimits.IsLive(under) ? ChangeOf(key, LiveLimits.NameOf(under), read) : ChangeOf(key, value)) is { } changed)
                {
                    (IsLive(under) ? live : restart).Add(changed);
                }
            }

            if (!isTrial)
            {
                Take(read, live);
            }

            return new ReloadedSettings(isTrial, live, restart);
        }
    }

    private ChangedSetting? ChangeOf(string key, string value) =>
        _taken.GetValueOrDefault(key, "") is var before && before != value ? new ChangedSetting(key, before, value) : null;

    /// <summary>What matters of a limit is what is in force: one that an operator has set may hold before, or after.</summary>
    private ChangedSetting? ChangeOf(string key, string name, ServerSettings read)
    {
        var (before, set) = (limits.InForce(name), limits.FindSet(name, read.Places));
        var after = set ?? LiveLimits.Of(read.RateLimits, name);
        return before != after ? new ChangedSetting(key, before.ToString(), after.ToString(), set is null ? null : SettingsInForce.Set) : null;
    }

    private void Take(ServerSettings read, List<ChangedSetting> live)
    {
        limits.Reread(read.RateLimits, read.Places);
        foreach (var under in live.Select(static changed => SettingsReader.Under(changed.Key)))
        {
            if (under is LogLevels.Key)
            {
                started.Log.Levels.Set(read.Log.Level);
            }
            else
            {
                limits.Apply(LiveLimits.NameOf(under));
            }
        }

        foreach (var (key, value) in EffectiveSettings.ValuesOf(read.Config).Where(static setting => IsLive(SettingsReader.Under(setting.Key))))
        {
            _taken[key] = value;
            _places[key] = read.Places.GetValueOrDefault(key);
        }
    }
}

/// <summary>A setting whose value is another than before.</summary>
/// <param name="Key">Its whole key.</param>
/// <param name="From">Its value before.</param>
/// <param name="To">Its value now.</param>
/// <param name="Origin">Where its value now comes from, if that is not what is written; otherwise null.</param>
internal sealed record ChangedSetting(string Key, string From, string To, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Origin = null)
{
    public override string ToString() => $"{Key}: {From} -> {To}{(Origin is null ? "" : $", set by {Origin}")}";
}

/// <summary>What became of changed settings.</summary>
/// <param name="DryRun">Whether it was a trial: nothing was changed.</param>
/// <param name="Live">They hold now; in a trial they would.</param>
/// <param name="Restart">They hold from the next start on.</param>
internal sealed record ReloadedSettings(bool DryRun, IReadOnlyList<ChangedSetting> Live, IReadOnlyList<ChangedSetting> Restart);
