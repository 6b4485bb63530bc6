using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace ActorChat.SocketIO;

/// <summary>What Engine.IO reads from a request's query and headers.</summary>
internal sealed class EngineRequest
{
    public EngineRequest(HttpContext context)
    {
        Context = context;
        var query = EngineQuery.Of(context.Request);
        Protocol = query.Protocol == "4" ? 4 : 3;
        SessionId = query.SessionId;
        OpensSession = query.OpensSession;
        Transport = query.Transport;
        IsExtendedConnect = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };
        IsWebSocket = IsExtendedConnect
            || (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
                && context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase));
    }

    public HttpContext Context { get; }

    /// <summary>4, or 3 for anything else.</summary>
    public int Protocol { get; }

    /// <summary>The requested session; empty in a handshake.</summary>
    public string SessionId { get; }

    /// <summary>Whether no session is requested.</summary>
    public bool OpensSession { get; }

    public EngineTransports Transport { get; }

    /// <summary>Whether the request wants to become a WebSocket.</summary>
    public bool IsWebSocket { get; }

    /// <summary>Whether it becomes one over HTTP/2 (RFC 8441).</summary>
    public bool IsExtendedConnect { get; }

    /// <summary>Whether a header value holds only legal characters.</summary>
    public static bool IsHeaderText(StringValues values)
    {
        foreach (var value in values)
        {
            foreach (var character in value ?? "")
            {
                if ((character < ' ' && character != '\t') || character == '\u007f' || character > '\u00ff')
                {
                    return false;
                }
            }
        }

        return true;
    }
}
