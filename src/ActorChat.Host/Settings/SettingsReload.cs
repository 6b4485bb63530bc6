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
                var before = _taken.GetValueOrDefault(key, "");
                if (before != value)
                {
                    (IsLive(SettingsReader.Under(key)) ? live : restart).Add(new ChangedSetting(key, before, value));
                }
            }

            if (!isTrial)
            {
                limits.Reread(read.RateLimits, read.Places);
                live.ForEach(changed => Take(changed, read));
            }

            return new ReloadedSettings(isTrial, live, restart);
        }
    }

    private void Take(ChangedSetting changed, ServerSettings read)
    {
        if (SettingsReader.Under(changed.Key) is LogLevels.Key)
        {
            started.Log.Levels.Set(read.Log.Level);
        }
        else
        {
            limits.Apply(LiveLimits.NameOf(SettingsReader.Under(changed.Key)));
        }

        _taken[changed.Key] = changed.To;
        _places[changed.Key] = read.Places.GetValueOrDefault(changed.Key);
    }
}

/// <summary>A setting whose value is another than before.</summary>
/// <param name="Key">Its whole key.</param>
/// <param name="From">Its value before.</param>
/// <param name="To">Its value now.</param>
internal sealed record ChangedSetting(string Key, string From, string To)
{
    public override string ToString() => $"{Key}: {From} -> {To}";
}

/// <summary>What became of changed settings.</summary>
/// <param name="DryRun">Whether it was a trial: nothing was changed.</param>
/// <param name="Live">They hold now; in a trial they would.</param>
/// <param name="Restart">They hold from the next start on.</param>
internal sealed record ReloadedSettings(bool DryRun, IReadOnlyList<ChangedSetting> Live, IReadOnlyList<ChangedSetting> Restart);
