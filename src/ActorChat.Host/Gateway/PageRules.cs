using ActorChat.Host.Http;

namespace ActorChat.Host.Gateway;

/// <summary>What a request says about its page. No page can change any of it, because its browser sends it; programs can send anything.</summary>
/// <param name="Origin">The page's origin; empty for programs, and for what a page only includes, such as a script.</param>
/// <param name="Site">The relation of that origin to the server (Sec-Fetch-Site); empty if it is missing.</param>
/// <param name="Server">The scheme and host by which the server was asked.</param>
/// <param name="AsksForScript">Whether the answer is a script, which any page that includes it can read.</param>
internal readonly record struct AskingPage(string Origin, string Site, (string Scheme, string Host) Server, bool AsksForScript);

/// <summary>Which pages may ask: those of the origins in the settings, and the server's own. Pure.</summary>
internal sealed class PageRules(IReadOnlyList<string> origins)
{
    private readonly HashSet<string> _origins = new(origins, StringComparer.OrdinalIgnoreCase);
    private readonly bool _anybody = origins.Contains(HttpSettings.AnyOrigin);

    /// <summary>CORS alone checks no WebSocket and no script. If a browser says that the page is the server's own, that is right behind any proxy.</summary>
    public bool Allows(in AskingPage page) =>
        _anybody
        || page.Site == "same-origin"
        || (page.Origin.Length > 0 ? IsNamed(page) : !page.AsksForScript && page.Site is not ("cross-site" or "same-site"));

    private bool IsNamed(in AskingPage page) =>
        _origins.Contains(page.Origin)
        || string.Equals(page.Origin, $"{page.Server.Scheme}://{page.Server.Host}", StringComparison.OrdinalIgnoreCase);
}
