using System.Text.Json;
using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Host.Settings;

/// <summary>
/// Every setting there is: its rule comes from the code that reads it, its default and its reason from <c>hocon.conf</c>. What is said about settings comes from here,
/// so it cannot differ from what is checked.
/// </summary>
/// <param name="Blocks">In the order of the file.</param>
internal sealed record KnownSettings(IReadOnlyList<KnownBlock> Blocks)
{
    public IEnumerable<KnownSetting> All => Blocks.SelectMany(static block => block.Settings);

    /// <summary>Reads the standard settings as if no variable was set.</summary>
    public static KnownSettings Read()
    {
        var text = SettingsFile.ReadStandardText();
        var config = ConfigurationFactory.ParseString(EnvironmentValues.Put(text, static _ => null));
        var rules = ServerSettings.RulesOf(config);
        var variables = EnvironmentValues.LinesSet(text, static _ => "set");
        var keys = HoconText.Read(text).Keys;
        var variableOf = keys.Where(key => variables.ContainsKey(key.Line)).ToDictionary(static key => key.Path, key => variables[key.Line]);
        var written = keys.Where(key => !variables.ContainsKey(key.Line)).ToList();
        return new KnownSettings([.. written.Where(static key => key.IsBlock).Select(block => new KnownBlock(
            block.Path,
            string.Join(' ', block.Comment),
            [.. written.Where(key => !key.IsBlock && BlockOf(key.Path) == block.Path).Select(key => new KnownSetting(
                key.Path,
                rules[SettingsReader.Under(key.Path)],
                DefaultOf(config, key.Path),
                string.Join(' ', key.Comment),
                SettingsReload.IsLive(SettingsReader.Under(key.Path)),
                variableOf.GetValueOrDefault(key.Path)))]))]);
    }

    private static string DefaultOf(Config config, string path) => SettingsReader.HasList(config.GetValue(path))
        ? JsonSerializer.Serialize(config.GetStringList(path))
        : config.GetString(path).Trim();

    private static string BlockOf(string path) => path[..path.LastIndexOf('.')];
}

/// <summary>A block of settings.</summary>
/// <param name="Path">Its whole key.</param>
/// <param name="Reason">What it is for; empty if its name says it.</param>
/// <param name="Settings">What is in it, without the blocks in it.</param>
internal sealed record KnownBlock(string Path, string Reason, IReadOnlyList<KnownSetting> Settings);

/// <summary>A setting.</summary>
/// <param name="Path">Its whole key.</param>
/// <param name="Rule">What it may be.</param>
/// <param name="Default">What it is if nobody sets it; a list as JSON.</param>
/// <param name="Reason">Its meaning and reason; empty if those of the setting before it, or of the block, are for both.</param>
/// <param name="IsLive">Whether it can be changed while the server runs.</param>
/// <param name="Variable">A variable for it that the file names; null for none but the one that every setting has.</param>
internal sealed record KnownSetting(string Path, SettingRule Rule, string Default, string Reason, bool IsLive, string? Variable);
