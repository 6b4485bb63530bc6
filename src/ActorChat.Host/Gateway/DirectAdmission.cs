using ActorChat.Host.Http;
using ActorChat.SocketIO;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace ActorChat.Host.Gateway;

/// <summary>Judges the WebSockets that are opened without HTTP by the same rules as its middlewares. Who is not let in goes through them, and is answered there.</summary>
internal sealed class DirectAdmission(ConnectRules rules, SecuritySettings settings, ILoggerFactory logs)
{
    /// <summary>What browsers say of the page that asks, of no other meaning for a program.</summary>
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

        // What asks for a script is not opened so.
        var page = new AskingPage(opening.Header("Origin").ToString(), opening.Header(SiteHeader).ToString(), server, AsksForScript: false);
        return rules.Judge(page, opening.RemoteAddress) is null;
    }

    /// <summary>Whom a trusted proxy speaks for, found out by the same code as for HTTP; the answer is the scheme that the client used.</summary>
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
