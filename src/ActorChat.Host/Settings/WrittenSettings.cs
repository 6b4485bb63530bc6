using ActorChat.Settings;
using Akka.Configuration;

namespace ActorChat.Host.Settings;

/// <summary>The settings as they are written, in variables and files, before they are checked.</summary>
/// <param name="Config">All of them: variables win over the overriding file, which wins over <c>hocon.conf</c>.</param>
/// <param name="Places">Where each key is written that does not come from <c>hocon.conf</c>.</param>
internal sealed record WrittenSettings(Config Config, IReadOnlyDictionary<string, string> Places)
{
    /// <summary>Where an operator wrote a key: a variable, or a file with the line; null if nobody did.</summary>
    /// <param name="key">The whole key.</param>
    public string? FindPlace(string key) => Places.GetValueOrDefault(key);

    /// <summary>The same with others that win.</summary>
    public WrittenSettings Over(Config others) => this with { Config = others.WithFallback(Config) };
}
