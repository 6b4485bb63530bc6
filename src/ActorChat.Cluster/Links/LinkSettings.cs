using ActorChat.Settings;

namespace ActorChat.Cluster.Links;

/// <summary>The settings under <c>actorchat.cluster.links</c>; <c>hocon.conf</c> gives the reasons.</summary>
/// <param name="BufferBytes">Of letters to one node that it has not acknowledged. Full: the link is lost.</param>
/// <param name="BatchBytes">Of the letters that are sent together; one letter may be larger.</param>
/// <param name="ResendAfter">A batch that is not acknowledged by then is sent again.</param>
public sealed record LinkSettings(long BufferBytes, int BatchBytes, TimeSpan ResendAfter)
{
    public static LinkSettings From(SettingsReader settings) => new(
        BufferBytes: settings.Bytes("cluster.links.buffer", 1 << 20, 1L << 34),
        BatchBytes: (int)settings.Bytes("cluster.links.batch", 1 << 10, 1 << 22),
        ResendAfter: settings.Duration("cluster.links.resend-after", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)));
}
