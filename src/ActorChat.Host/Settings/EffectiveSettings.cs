using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Host.Settings;

/// <summary>The settings in force as they may be shown: whole keys with their values, secrets redacted.</summary>
internal static class EffectiveSettings
{
    public static SortedDictionary<string, string> Of(Config config) => new(
        config.GetConfig(SettingsReader.Root).AsEnumerable().SelectMany(entry => SettingsReader.Leaves($"{SettingsReader.Root}.{entry.Key}", entry.Value))
            .ToDictionary(static leaf => leaf.Path, static leaf => SecretKeys.Show(leaf.Path, leaf.Value.ToString().Trim())), StringComparer.Ordinal);

    /// <summary>The same, without the quotes of texts: with and without them it is the same value.</summary>
    public static SortedDictionary<string, string> ValuesOf(Config config) => new(
        Of(config).ToDictionary(static setting => setting.Key, static setting => setting.Value is ['"', .. var text, '"'] ? text : setting.Value), StringComparer.Ordinal);
}
