using ActorChat.Settings;

namespace ActorChat.Actors.Common;

/// <summary>How many bytes the messages of a page may take, and how many of pages may wait for one client.</summary>
/// <param name="Bytes">Of one page, as JSON; a page has one message at the least.</param>
/// <param name="UnsentBytes">Of pages that wait for a client, on their way to it or asked for: the rest is for what happens meanwhile.</param>
public sealed record PageSettings(int Bytes, int UnsentBytes)
{
    /// <summary>The share of what may wait for a client that pages may take.</summary>
    private const int Share = 4;

    public static PageSettings From(SettingsReader settings)
    {
        var unsent = (int)(settings.Bytes("socket-io.max-unsent", 64 << 10, 1 << 30) / Share);
        return new PageSettings((int)Math.Min(settings.Bytes("limits.page-bytes", 16 << 10, 64 << 20), unsent), unsent);
    }
}
