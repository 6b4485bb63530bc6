using ActorChat.Settings;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorChat.Host.Settings;

/// <summary>The settings in force as they may be shown: whole keys with their values, secrets redacted.</summary>
internal static class EffectiveSettings
{
    public static SortedDictionary<string, string> Of(Config config) => new(
        config.GetConfig(SettingsReader.Root).AsEnumerable().SelectMany(entry => Leaves($"{SettingsReader.Root}.{entry.Key}", entry.Value)).ToDictionary(), StringComparer.Ordinal);

    /// <summary>The same, without the quotes of texts: with and without them it is the same value.</summary>
    public static SortedDictionary<string, string> ValuesOf(Config config) => new(
        Of(config).ToDictionary(static setting => setting.Key, static setting => setting.Value is ['"', .. var text, '"'] ? text : setting.Value), StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Leaves(string path, HoconValue value) =>
        value.IsObject() ? value.GetObject().Items.SelectMany(item => Leaves($"{path}.{item.Key}", item.Value))
        : [KeyValuePair.Create(path, SecretKeys.Show(path, value.ToString().Trim()))];
}
