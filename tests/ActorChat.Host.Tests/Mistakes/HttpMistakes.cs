using System.Text;

namespace ActorChat.Host.Tests.Mistakes;

/// <summary>Mistakes and oddities of HTTP clients. The server may answer none of them with 5xx, and log none of them.</summary>
internal static class HttpMistakes
{
    private const string Json = "Content-Type: application/json\r\n";

    /// <summary>Bodies, with the headers that announce them.</summary>
    public static IEnumerable<(string Headers, byte[] Body)> Bodies()
    {
        string[] texts =
        [
            "", " ", "{", "}", "[]", "null", "true", "0", "\"text\"", "{}", "{} {}", "{}x", "{\"login\"}", "{\"login\":}", "{login:1}", "{'login':'a'}", "{\"login\":\"a\",}",
            "{\"login\":null,\"password\":null}", "{\"login\":{},\"password\":[]}", "{\"login\":1e400,\"limit\":1e400}", "{\"limit\":99999999999999999999}", "{\"limit\":-1}", "{\"limit\":1.5}", "{\"limit\":NaN}",
            "{\"limit\":Infinity}", "{\"limit\":\"1\"}", "{\"limit\":true}", "{\"limit\":0}", "{\"cursor\":\"!\"}", "{\"cursor\":\"AAAA\"}", "{\"cursor\":\"/w==\"}", "{\"cursor\":\"_w\"}", "{\"cursor\":\"\"}", "{\"cursor\":\"IA\"}",
            "{\"cursor\":\"OTk5OTk5OTk5OTk5OTk5OTk5OTk5IDBmOGZhZDViLWQ5Y2ItNTY5Zi1hMTY1LTcwODY3NzI4OTUwZQ\"}", "{\"id\":\"\"}", "{\"id\":\"\\u0000\"}",
            "{\"login\":\"\\ud800\",\"password\":\"\\udfff\"}", "{\"\\ud800\":1}", "{\"\\udc00abcd\":1,\"login\":\"a\"}", "{\"login\":\"\\ud800\\ud800\"}", "{\"password\":\"\\ud83d\",\"newPassword\":\"\\ude00\"}",
            "{\"limit\":\"\\ud800\"}", "{\"search\":\"\\uffff\"}", "{\"search\":\"\\ufffe\"}", "{\"login\":\"\\ufffe\",\"password\":\"correct horse\"}", "{\"search\":\"\\u0000\"}", "{\"login\":\"a\\uffffb\",\"password\":\"correct horse\"}",
            "{\"login\":\"a\",\"login\":\"b\",\"login\":5}", "{\"login\":\"a\",\"LOGIN\":\"b\",\"Login\":{}}", "{\"login\":\"x\",\"password\":\"y\",\"$type\":\"System.Object\",\"__proto__\":{}}",
            "{\"login\":\"" + new string('x', 5000) + "\",\"password\":\"" + new string('y', 5000) + "\"}", new string('[', 500) + new string(']', 500), "{\"login\":" + new string('[', 70) + new string(']', 70) + "}",
            string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 500), "{\"" + new string('k', 20_000) + "\":1}", new string(' ', 70_000), new string('9', 30_000), "/* comment */ {}", "{\"login\":\"line\nfeed\"}", "{\"login\":\"tab\t\"}",
        ];
        foreach (var text in texts)
        {
            yield return (Json, Encoding.UTF8.GetBytes(text));
        }

        var good = Encoding.UTF8.GetBytes("{\"login\":\"nobody\",\"password\":\"correct horse\",\"limit\":\"off\"}");
        byte[][] raw =
        [
            [0xEF, 0xBB, 0xBF, .. good], Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray(), Encoding.Unicode.GetBytes("{}"), Encoding.BigEndianUnicode.GetBytes("{}"),
            Encoding.UTF32.GetBytes("{}"), [0xFF], [0x00], [.. "{\"login\":\""u8, 0xC3, 0x28, .. "\",\"password\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], [.. "{\""u8, 0xFF, .. "\":1}"u8], [.. "{\"login\":\""u8, 0xF5, 0x80, 0x80, 0x80, .. "\"}"u8],
            [.. "{\"login\":\""u8, 0xC0, 0x80, .. "\"}"u8], [.. "{\"search\":\""u8, 0xEF, 0xBF, 0xBE, .. "\"}"u8], [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0],
        ];
        foreach (var body in raw)
        {
            yield return (Json, body);
        }

        string[] types =
        [
            "", "Content-Type:\r\n", "Content-Type: ;\r\n", "Content-Type: application/json; charset=utf-16\r\n", "Content-Type: application/json; charset=nonsense\r\n", "Content-Type: application/json; charset=\"\r\n", "Content-Type: text/plain\r\n",
            "Content-Type: application/x-www-form-urlencoded\r\n", "Content-Type: multipart/form-data\r\n", "Content-Type: multipart/form-data; boundary=x\r\n", "Content-Type: application/json, text/plain\r\n", Json + Json,
            "Content-Type: application/json\r\nContent-Type: text/html\r\n", "Content-Type: application/problem+json\r\n", "Content-Type: application/\u00FF\r\n", Json + "Content-Encoding: gzip\r\n", Json + "Content-Encoding: nonsense\r\n", Json + "Transfer-Encoding: gzip\r\n",
        ];
        foreach (var type in types)
        {
            yield return (type, good);
        }
    }

    /// <summary>Header lines.</summary>
    public static IEnumerable<string> Headers() =>
    [
        "Authorization:\r\n", "Authorization: Bearer\r\n", "Authorization: Bearer \r\n", "Authorization: bearer x\r\n", "Authorization: Basic YTpi\r\n", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", "Authorization: Bearer \u00E9\u00FF\r\n",
        "Authorization: Bearer \u00C3\u00A9\r\n", $"Authorization: Bearer {new string('a', 64)}\r\n", $"Authorization: Bearer {new string('a', 20_000)}\r\n", "Authorization: Bearer \u0001\u0002\r\n", "Authorization: Bearer a b c\r\n", "Authorization: Bearer\tx\r\n",
        "X-Odd: \u00E9\r\n", "X-Odd: \u00FF\u0080\r\n", "X-Odd: \u0001\r\n", "X-Odd: a\0b\r\n", "X-Odd\r\n", ": x\r\n", "X Odd: x\r\n", " X-Odd: folded\r\n", "X-\u00E9: x\r\n", "X-Odd: a\rb\r\n", "X-Odd: a\nX-Even: b\r\n",
        "Accept: */*;q=2\r\n", "Accept: nonsense\r\n", "Accept: \u00FF\r\n", "Accept: application/openmetrics-text; version=nonsense\r\n", "Accept: ;;;,,,\r\n", "Accept-Encoding: gzip;q=x, nonsense\r\n", "Accept-Charset: utf-16\r\n", "Accept-Language: \u00FF\r\n",
        "Range: bytes=0-\r\n", "Range: bytes=5-1\r\n", "Range: nonsense\r\n", "If-None-Match: *\r\n", "If-Match: \"x\"\r\n", "If-Modified-Since: yesterday\r\n", "If-Range: x\r\n", "Expect: 100-continue\r\n", "Expect: nonsense\r\n", "TE: trailers\r\n",
        "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n", "Upgrade: websocket\r\n", "Upgrade: nonsense\r\n", "Sec-WebSocket-Key: x\r\n", "Host: other.example\r\n", "Origin: null\r\n", "Origin: \u00E9\r\n", "Origin: https://a.example\r\nOrigin: https://b.example\r\n",
        "Access-Control-Request-Method: \u00E9\r\nOrigin: https://a.example\r\n", "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: \u00E9\u0001\r\nOrigin: https://a.example\r\n", "X-Forwarded-For: nonsense\r\n", "X-Forwarded-For: \u00FF, 1.2.3.4\r\nX-Forwarded-Proto: x\r\n",
        "Forwarded: for=x\r\n", "traceparent: nonsense\r\n", "traceparent: 00-00000000000000000000000000000000-0000000000000000-00\r\ntracestate: \u00FF\r\n", "baggage: \u00FF=\u00FF,,,\r\n", "Cookie: \u00FF=;;;=\r\n", "Keep-Alive: x\r\n", "Connection: nonsense\r\n",
        string.Concat(Enumerable.Range(0, 200).Select(number => $"X-{number}: x\r\n")), $"X-Long: {new string('x', 40_000)}\r\n",
    ];

    public static IEnumerable<string> Queries() =>
    [
        "?", "??", "?&&&", "?=", "?=x", "?%", "?%zz", "?%00", "?%FF", "?login=%FF", "?login=%00", "?login=%ED%A0%80", "?search=%EF%BF%BF", "?search=%EF%BF%BE", "?login=%EF%BF%BE", "?search=%ED%A0%80", "?search=%00", "?search=%FF%FE", "?search=%F4%8F%BF%BF", "?search=%CC%81",
        "?search=a&search=b", "?login=a&login=b", "?limit=", "?limit=x", "?limit=-1", "?limit=0", "?limit=1.5", "?limit=1e3", "?limit=99999999999999999999", "?limit=0x10", "?limit=%D9%A1", "?limit=1&limit=2", "?limit=NaN", "?limit=%20", "?limit=+1",
        "?cursor=", "?cursor=!", "?cursor=%FF", "?cursor=_w", "?cursor=AAAA", "?cursor=AA", "?cursor=IA", "?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5IDBmOGZhZDViLWQ5Y2ItNTY5Zi1hMTY1LTcwODY3NzI4OTUwZQ", "?cursor=LTEgMGY4ZmFkNWItZDljYi01NjlmLWExNjUtNzA4Njc3Mjg5NTBl", "?cursor=a&cursor=b",
        "?id=", "?id=%00", "?id=%FF", "?id=0f8fad5b-d9cb-569f-a165-70867728950e", "?id=0F8FAD5BD9CB569FA16570867728950E", "?id=%7B0f8fad5b-d9cb-569f-a165-70867728950e%7D", $"?login={new string('x', 4000)}", $"?cursor={new string('A', 4000)}", $"?search={new string('%', 3000)}",
        $"?{string.Join('&', Enumerable.Range(0, 1500).Select(number => $"a{number}"))}", "?a[b][c]=1", "?login[]=x", "?LIMIT=x", "?limit=5#fragment",
    ];

    public static IEnumerable<string> Methods() => ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get", "P\u00D6ST", "M-SEARCH", new string('A', 200)];

    /// <summary>Text after a path, or in its place.</summary>
    public static IEnumerable<string> Paths(string path) =>
    [
        $"{path}/", $"/{path}", $"{path}%00", $"{path}%2f", $"{path}%2F..%2F", $"{path}%FF", $"{path}%C0%AF", $"{path}/..", $"{path}/../../..", $"{path}\\", $"{path};x=y", $"{path}%", $"{path}%zz", path.ToUpperInvariant(), $"{path}\u00E9",
        $"{path}%EF%BF%BE", $"{path}%ED%A0%80", $"/%2e%2e{path}", $"{path}/{new string('x', 7000)}", $"{path}/{string.Concat(Enumerable.Repeat("a/", 3000))}", $"http://localhost{path}", $"http://other.example{path}", $"https://localhost{path}", $"ftp://x{path}", "*", "localhost:80", $"{path}?\u00E9", $"{path}#x", $"{path} x",
    ];

    /// <summary>Malformed requests, as parts of the headers, so that each can be sent to any endpoint.</summary>
    public static IEnumerable<byte[]> Frames(string method, string path, string headers)
    {
        var head = $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{Json}";
        string[] texts =
        [
            head + "Content-Length: 100\r\n\r\n{\"login\":", head + "Content-Length: 1\r\n\r\n{\"login\":\"x\"}", head + "Content-Length: -1\r\n\r\n{}", head + "Content-Length: x\r\n\r\n{}", head + "Content-Length: 99999999999999999999\r\n\r\n{}", head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            head + "Content-Length: 9999999999\r\n\r\n{}", head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{", head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n", head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{}\r\n", head + "Transfer-Encoding: chunked\r\n\r\n2;extension=\u00FF\r\n{}\r\n0\r\n\r\n", head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: \u00FF\r\n\r\n", head + "Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", head + "Transfer-Encoding: identity\r\n\r\n{}", head + "\r\n", head,
            $"{method} {path} HTTP/1.0\r\n{headers}\r\n", $"{method} {path} HTTP/1.0\r\nHost: localhost\r\n{headers}{Json}Content-Length: 2\r\n\r\n{{}}", $"{method} {path}\r\n\r\n", $"{method} {path} HTTP/1.1\r\n{headers}\r\n", $"{method} {path} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            $"{method} {path} HTTP/1.1\r\nHost: \u00E9\r\n\r\n", $"{method} {path} HTTP/1.1\r\nHost: a b\r\n\r\n", $"{method} {path} HTTP/1.1\r\nHost:\r\n\r\n", $"{method}  {path}  HTTP/1.1\r\nHost: localhost\r\n\r\n", $"{method} {path} HTTP/9.9\r\nHost: localhost\r\n\r\n", $"{method} {path} XTTP/1.1\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0", "\u0016\u0003\u0001\0\u0005hello", "\0\0\0\0", "\r\n\r\n\r\n", "x", $"{method} {path} HTTP/1.1\nHost: localhost\n\n",
        ];
        return texts.Select(Encoding.Latin1.GetBytes);
    }
}
