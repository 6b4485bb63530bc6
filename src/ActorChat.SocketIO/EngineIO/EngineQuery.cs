using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorChat.SocketIO;

/// <summary>
/// What Engine.IO reads of a request's query, as the reference does: names with their case, names and values decoded, of a name said twice the last
/// value. Whoever asks what a request wants asks here: HTTP, the direct opening, and an application's own gate. Pure.
/// </summary>
internal sealed class EngineQuery
{
    private const string Session = "sid";

    private string? _text;

    /// <summary>EIO: the protocol's revision; empty where there is none.</summary>
    public string Protocol { get; private init; } = "";

    public EngineTransports Transport { get; private init; }

    /// <summary>The session asked for; empty where there is none.</summary>
    public string SessionId { get; private init; } = "";

    /// <summary>Whether a request without a session opens one: an empty id is none.</summary>
    public bool OpensSession => SessionId.Length == 0;

    /// <summary>j: the number of the script that is to be answered (JSONP); null where no script is asked for.</summary>
    public string? Script { get; private init; }

    /// <summary>Whether it is the query that every client sends to open a WebSocket: each word once, and not a word of a session or a script.</summary>
    public bool IsPlainWebSocket { get; private init; }

    /// <summary>What a request asks for. It is read once for all who ask, unless its query was rewritten.</summary>
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
