using ActorChat.Host.Http;
using ActorChat.SocketIO;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace ActorChat.Host.Gateway;

/// <summary>
/// Admits WebSockets that are opened without HTTP, by the same rules as the middlewares. A request that is not admitted goes through them, and is answered
/// there.
/// </summary>
internal sealed class DirectAdmission(ConnectRules rules, SecuritySettings settings, ILoggerFactory logs)
{
    /// <summary>Headers by which browsers describe the page of the request; they have no other meaning for a program.</summary>
    public const string SiteHeader = "Sec-Fetch-Site";

    private readonly ForwardedHeadersMiddleware? _forwarded = settings.Forwarding is { } forwarding
        ? new ForwardedHeadersMiddleware(static _ => Task.CompletedTask, logs, Options.Create(forwarding))
        : null;

    public bool Admits(DirectOpening opening)
    {
        var server = (Scheme: Uri.UriSchemeHttp, Host: opening.Header("Host").ToString());
        if (_forwarded is not null)
        {
            server.Scheme = BelieveProxies(_forwarded, opening);
        }

        // A request for a script is not opened this way.
        var page = new AskingPage(opening.Header("Origin").ToString(), opening.Header(SiteHeader).ToString(), server, AsksForScript: false);
        return rules.Judge(page, opening.RemoteAddress) is null;
    }

    /// <summary>Finds the client behind a trusted proxy with the same code as for HTTP; returns the scheme that the client used.</summary>
    private static string BelieveProxies(ForwardedHeadersMiddleware forwarded, DirectOpening opening)
    {
        var request = new DefaultHttpContext();
        request.Connection.RemoteIpAddress = opening.RemoteAddress;
        request.Request.Scheme = Uri.UriSchemeHttp;
        foreach (var header in opening.Headers)
        {
            request.Request.Headers[header.Key] = header.Value;
        }

        forwarded.ApplyForwarders(request);
        opening.RemoteAddress = request.Connection.RemoteIpAddress;
        return request.Request.Scheme;
    }
}
