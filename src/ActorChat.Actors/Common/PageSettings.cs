using ActorChat.Settings;

namespace ActorChat.Actors.Common;

/// <summary>How many bytes the messages of a page may have, and how many bytes of pages may wait for one client.</summary>
/// <param name="Bytes">Of one page, as JSON; a page has at least one message.</param>
/// <param name="UnsentBytes">Of pages that are requested or being sent; the rest of the queue is for live events.</param>
public sealed record PageSettings(int Bytes, int UnsentBytes)
{
    /// <summary>The share of a client's send queue that pages may take.</summary>
    private const int Share = 4;

    public static PageSettings From(SettingsReader settings)
    {
        var unsent = (int)(settings.Bytes("socket-io.max-unsent", 64 << 10, 1 << 30) / Share);
        return new PageSettings((int)Math.Min(settings.Bytes("limits.page-bytes", 16 << 10, 64 << 20), unsent), unsent);
    }
}
