using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorChat.SocketIO;

/// <summary>
/// What Engine.IO reads from a request's query, like the reference: names are case-sensitive, names and values are decoded, and the last value of a duplicate
/// name counts. Everything that decides what a request wants uses this: HTTP, the direct opening, and the application's gate. Pure.
/// </summary>
internal sealed class EngineQuery
{
    private const string Session = "sid";

    private string? _text;

    /// <summary>EIO: the protocol's revision; empty if missing.</summary>
    public string Protocol { get; private init; } = "";

    public EngineTransports Transport { get; private init; }

    /// <summary>The requested session; empty if there is none.</summary>
    public string SessionId { get; private init; } = "";

    /// <summary>Whether a request without a session opens one: an empty id counts as none.</summary>
    public bool OpensSession => SessionId.Length == 0;

    /// <summary>j: the number of the script to answer with (JSONP); null if no script is requested.</summary>
    public string? Script { get; private init; }

    /// <summary>Whether it is the standard query for opening a WebSocket: each name once, and neither a session nor a script.</summary>
    public bool IsPlainWebSocket { get; private init; }

    /// <summary>What a request asks for. It is read once and kept, unless the query is rewritten.</summary>
    public static EngineQuery Of(HttpRequest request)
    {
        var text = request.QueryString.Value;
        var features = request.HttpContext.Features;
        if (features.Get<EngineQuery>() is { } known && ReferenceEquals(known._text, text))
        {
            return known;
        }

        var read = Read(text);
        features.Set(read);
        return read;
    }

    /// <param name="query">The query, with or without its question mark.</param>
    public static EngineQuery Read(string? query)
    {
        string protocol = "", session = "";
        string? transport = null, script = null;
        var (words, isTransportClear) = (0, true);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().Span;
            if (name is "EIO")
            {
                protocol = pair.DecodeValue().ToString();
                words++;
            }
            else if (name is "transport")
            {
                var value = pair.DecodeValue().ToString();
                isTransportClear &= transport is null || transport == value;
                transport = value;
                words++;
            }
            else if (name is Session)
            {
                session = pair.DecodeValue().ToString();
                words += 2;
            }
            else if (name is "j")
            {
                script = pair.DecodeValue().ToString();
                words += 2;
            }
        }

        var asked = isTransportClear ? TransportOf(transport) : EngineTransports.None;
        return new EngineQuery
        {
            _text = query,
            Protocol = protocol,
            Transport = asked,
            SessionId = session,
            Script = script,
            IsPlainWebSocket = words == 2 && protocol == "4" && asked == EngineTransports.WebSocket,
        };
    }

    private static EngineTransports TransportOf(string? name) => name switch
    {
        "polling" => EngineTransports.Polling,
        "websocket" => EngineTransports.WebSocket,
        _ => EngineTransports.None,
    };
}
