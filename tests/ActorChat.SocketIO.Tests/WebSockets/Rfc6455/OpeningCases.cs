namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>A request for a WebSocket, and its answer.</summary>
/// <param name="Section">The section of RFC 6455.</param>
/// <param name="Rule">Its rule, in short.</param>
/// <param name="Head">The request; a character for each byte.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Has">Lines that the answer has.</param>
public sealed record OpeningCase(string Section, string Rule, string Head, int Status, params string[] Has)
{
    public override string ToString() => $"{Section} {Rule}";
}

/// <summary>Sections 4.2.1 and 4.2.2: what opens a WebSocket; and what Engine.IO requires of the query. Other tests try the query's spellings.</summary>
internal static class OpeningCases
{
    /// <summary>The key of the RFC's section 1.3, and the answer to it.</summary>
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /// <summary>The key of the RFC's section 4.1, whose unused bits are not zero.</summary>
    private const string OtherKey = "AQIDBAUGBwgJCgsMDQ4PEC==";
    private const string Version = "Sec-WebSocket-Version: 13";

    private static readonly string[] s_headers = ["Host: localhost", "Connection: Upgrade", "Upgrade: websocket", Version, "Sec-WebSocket-Key: " + Key];

    public static IEnumerable<OpeningCase> All => [.. Methods(), .. Headers(), .. Keys(), .. Versions(), .. Protocols(), .. Queries()];

    private static IEnumerable<OpeningCase> Methods()
    {
        yield return new("1.3", "the opening of the document is answered as it says", Request(), 101, Accept, "Upgrade: websocket", "Connection: Upgrade");
        foreach (var method in new[] { "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "get", "ODD" })
        {
            yield return new("4.2.1", $"{method} opens nothing", Request(method: method), 400);
        }

        yield return new("4.2.1", "HTTP/1.0 opens nothing", Request(protocol: "HTTP/1.0"), 400);
        yield return new("4.2.1", "an absolute address is taken", Request(target: "http://localhost" + Target), 101, Accept);
    }

    private static IEnumerable<OpeningCase> Headers()
    {
        foreach (var header in s_headers)
        {
            yield return new("4.2.1", $"nothing is opened without {header}", Request(without: header), 400);
        }

        yield return new("4.2.1", "names of headers have no case", Request(without: s_headers[1], more: ["CONNECTION: Upgrade"]), 101, Accept);
        yield return new("4.2.1", "values have no case where the document says so", Request(without: s_headers[2], more: ["Upgrade: WebSocket"]), 101, Accept);
        yield return new("4.2.1", "Connection is a list", Request(without: s_headers[1], more: ["Connection: keep-alive , upgrade"]), 101, Accept);
        yield return new("4.2.1", "Connection may name other things alone", Request(without: s_headers[1], more: ["Connection: keep-alive"]), 400);
        yield return new("4.2.1", "another protocol to upgrade to opens nothing", Request(without: s_headers[2], more: ["Upgrade: h2c"]), 400);
        yield return new("4.2.1", "headers that nobody knows are passed over", Request(more: ["X-Any: thing", "Origin: https://chat.example"]), 101, Accept);
        yield return new("4.2.1", "a host may have a port", Request(without: s_headers[0], more: ["Host: chat.example:8080"]), 101, Accept);
        yield return new("4.2.1", "a host may be an address of IPv6", Request(without: s_headers[0], more: ["Host: [::1]:8080"]), 101, Accept);
        yield return new("9.1", "no extension is answered where some are offered", Request(more: ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"]), 101, Accept);
    }

    private static IEnumerable<OpeningCase> Keys()
    {
        foreach (var key in new[] { OtherKey, "AQIDBAUGBwgJCgsMDQ4PEA==", "AAAAAAAAAAAAAAAAAAAAAA==", "////////////////////////"[..22] + "==", "x3JJHMbDL1EzLkh9GBhXDw==", "++++++++++++++++++++++==" })
        {
            yield return new("4.1", $"the key {key} is sixteen bytes", Request(without: s_headers[4], more: ["Sec-WebSocket-Key: " + key]), 101);
        }

        foreach (var key in new[] { "", "dGhl", Key[..22], Key[..23], Key + "=", "dGhlIHNhbXBsZSBub25jZSAh", "dGhlIHNhbXBsZSBub25jZ!==", "dGhlIHNhbXBsZSBub25jZ-==", "dGhlIHNhbXBsZSBub25jZ_==", "=" + Key[..23], "dGhlIHNhbXBsZSBub25j====", Key + Key, Key + ", " + Key })
        {
            yield return new("4.2.1", $"the key '{key}' is not sixteen bytes", Request(without: s_headers[4], more: ["Sec-WebSocket-Key: " + key]), 400);
        }

        yield return new("11.3.1", "two keys are none", Request(more: ["Sec-WebSocket-Key: " + OtherKey]), 400);
    }

    private static IEnumerable<OpeningCase> Versions()
    {
        foreach (var version in new[] { "0", "8", "12", "14", "013", "13.0", "255", "13, 8", "x", "" })
        {
            yield return new("4.4", $"the version '{version}' is answered with the one there is", Request(without: Version, more: ["Sec-WebSocket-Version: " + version]), 400, Version);
        }

        yield return new("4.4", "no version is answered with the one there is", Request(without: Version), 400, Version);
    }

    private static IEnumerable<OpeningCase> Protocols()
    {
        const string Name = "Sec-WebSocket-Protocol: ";
        foreach (var (offered, answered) in new[] { ("chat", "chat"), ("chat, other", "chat"), ("v1.token.abc,chat", "v1.token.abc"), ("  chat  ,  b", "chat"), ("a,a", "a"), ("CHAT", "CHAT"), ("!#$%&'*+-.^_`|~", "!#$%&'*+-.^_`|~"), (new string('p', 500), new string('p', 500)) })
        {
            yield return new("4.2.2", $"of the protocols '{offered}' the first is answered", Request(more: [Name + offered]), 101, Accept, Name + answered);
        }

        yield return new("11.3.4", "protocols in two headers are one list", Request(more: [Name + "one", Name + "two"]), 101, Accept, Name + "one");
        foreach (var wrong in new[] { "", ",", "chat,", ",chat", "a,,b", "a b", "chat/1", "\"chat\"", "(chat)", "a;b", "ch\u00e9" })
        {
            yield return new("11.3.4", $"'{wrong}' is no list of protocols", Request(more: [Name + wrong]), 400);
        }
    }

    private static IEnumerable<OpeningCase> Queries()
    {
        foreach (var query in new[] { "EIO=4&transport=polling", "EIO=4&transport=websocket&transport=polling", "eio=4&transport=websocket", "EIO=4&Transport=websocket", "EIO=4&transport=WebSocket", "EIO=4", "transport=websocket", "" })
        {
            yield return new("Engine.IO", $"the query '{query}' opens nothing", Request(target: "/engine.io/?" + query), 400);
        }
    }

    private const string Target = "/engine.io/?EIO=4&transport=websocket";

    private static string Request(string method = "GET", string target = Target, string protocol = "HTTP/1.1", string? without = null, params string[] more) =>
        $"{method} {target} {protocol}\r\n" + string.Concat(s_headers.Where(header => header != without).Concat(more).Select(static header => header + "\r\n")) + "\r\n";
}
