using ActorChat.Settings;

namespace ActorChat.Host.Nodes;

/// <summary>The settings under <c>actorchat.cluster</c> of what nodes ask each other; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record NodeSettings(TimeSpan CacheLife, TimeSpan AnswerWithin)
{
    public static NodeSettings From(SettingsReader settings) => new(
        CacheLife: settings.Duration("cluster.cache-life", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        AnswerWithin: settings.Duration("cluster.answer-within", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)));
}
