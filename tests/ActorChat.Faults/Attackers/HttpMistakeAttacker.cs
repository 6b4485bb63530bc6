using System.Globalization;
using System.Text;

namespace ActorChat.Faults.Attackers;

/// <summary>Requests with one or more mistakes, at every endpoint: each is the client's mistake, and is answered as one.</summary>
internal sealed class HttpMistakeAttacker : Attacker
{
    private static readonly string[] s_paths =
    [
        "/registr", "/login", "/logout", "/change-password", "/get-all-users", "/get-all-chats", "/health/live", "/health/ready", "/metrics", "/admin/users", "/openapi/v1.json", "/scalar",
        "/socket.io/", "/socket.io", "/Socket.IO/", "/engine.io/", "/", "/nothing", "/../registr", "/%2e%2e/", "/registr/", "//registr", "/registr%00", "/%ff", "/\u00e9",
    ];

    private static readonly string[] s_queries =
    [
        "", "?", "?limit=-1", "?limit=99999999999999999999", "?limit=x", "?limit=1&limit=2", "?cursor=%00", "?cursor=%ff%fe", "?cursor=AAAA", "?cursor=" + "a", "?search=%F0%9F%98%80", "?search=%zz",
        "?search=%ed%a0%80", "?search=%EF%BF%BE", "?id=../..", "?id=00000000-0000-0000-0000-000000000000", "?login=nobody", "?login=%EF%BF%BE", "?EIO=4&transport=polling&sid=", "?EIO=4&transport=polling&sid=x&sid=",
        "?EIO=3&transport=polling", "?EIO=4&transport=constructor", "?eio=4&transport=websocket", "?EIO=4&transport=websocket&transport=polling", "?EIO=4&transport=polling&j=0", "?" + "a=1&a=1&a=1", "?%00=%00",
    ];

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "FOO", "get", "P\u00d6ST"];

    private static readonly string[] s_bodies =
    [
        "", "{", "}", "null", "[]", "7", "\"x\"", "{}", "{\"login\":null,\"password\":null}", "{\"login\":7,\"password\":[]}", "{\"login\":\"\\ud800\",\"password\":\"correct horse\"}", "{\"\\ud800\":1}",
        "{\"login\":\"a\\uFFFEb\",\"password\":\"correct horse\"}", "{\"login\":\"..\",\"password\":\"correct horse\"}", "{\"login\":\"a\\nb\",\"password\":\"correct horse\"}", "{\"login\":\"x\",\"login\":\"y\",\"password\":\"12345678\"}",
        "{\"login\":\"a\\u0000\",\"password\":\"correct horse\"}", "{\"password\":\"\\ud800\\ud800\\ud800\\ud800\",\"newPassword\":\"\\ud800\\ud800\\ud800\\ud800\"}", "\ufeff{}", "\u00ff\u00fe{", "{}{}", "[[[[[[[[[[[[[[[[[[[[",
        "{\"limit\":1e999}", "{\"limit\":-1,\"cursor\":{}}", "{\"id\":[]}", "login=a&password=b", "<a/>", "{\"login\":\"x\\n2026-11-27T00:00:00.000Z ERR forged\",\"password\":\"correct horse\"}",
    ];

    private static readonly string[] s_headers =
    [
        "", "Content-Type: application/json\r\n", "Content-Type: text/plain\r\n", "Content-Type: application/json; charset=utf-16\r\n", "Content-Type: application/json; charset=nonsense\r\n", "Content-Type: \u00ff\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n", "Content-Type: application/octet-stream\r\n", "Authorization: Bearer\r\n", "Authorization: Bearer \u00ff\r\n", "Authorization: Basic x\r\n", "Authorization: Bearer x, Bearer y\r\n",
        "Origin: null\r\n", "Origin: \u00ff\r\n", "Origin: http://a\r\nAccess-Control-Request-Method: FOO\r\n", "X-Forwarded-For: 1.2.3.4\r\n", "X-Forwarded-For: \u00ff\r\n", "traceparent: 00-xx\r\n", "Expect: 100-continue\r\n",
        "Accept-Encoding: gzip;q=nan\r\n", "Accept: \u00ff\r\n", "Content-Encoding: gzip\r\n", "Upgrade: websocket\r\nConnection: Upgrade\r\n", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAAA\r\n", "Connection: close\r\n",
        "User-Agent: \u00e9\r\n", "Cookie: \u00ff=\u00ff\r\n", "X: y\r\n z\r\n", "Host: b\r\n", "If-Match: x\r\nRange: bytes=5-1\r\n",
    ];

    /// <summary>Headers and bodies that break HTTP itself.</summary>
    private static readonly string[] s_broken =
    [
        "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /login HTTP/1.1\r\n\r\n", "GET http://a/login HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /login HTTP/1.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: \u00ff\r\n\r\n", "POST /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
        "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: \u00ff\r\n\r\n", "GET / HTTP/1.1\r\n: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
    ];

    public override string Name => "http-mistakes";

    public override string Summary => "wrong methods, queries, headers and bodies at every endpoint, and broken HTTP";

    public override int Weight => 20;

    internal override async Task AttackAsync(Assault assault)
    {
        var wire = await assault.OpenAsync();
        if (assault.Random.Next(4) == 0)
        {
            assault.Did("broken");
            // After a broken request the server may wait for a rest that never comes.
            await wire.SendAsync(Encoding.Latin1.GetBytes(assault.Pick(s_broken)));
            wire.HalfClose();
            await assault.HearAsync(wire, "broken HTTP"u8.ToArray());
            return;
        }

        for (var i = assault.Random.Next(1, 10); i > 0; i--)
        {
            var (method, path) = (assault.Pick(s_methods), assault.Pick(s_paths));
            assault.Did(path);
            var request = Request(assault, method, path);
            var answer = await assault.AskAsync(wire, request);
            if (answer is null or { Status: 101 } || method == "HEAD")
            {
                return;
            }
        }
    }

    private static byte[] Request(Assault assault, string method, string path)
    {
        var body = assault.Random.Next(2) == 0 ? assault.Pick(s_bodies) : "";
        var headers = new StringBuilder("Host: a\r\n");
        if (assault.Random.Next(2) == 0)
        {
            headers.Append(Heads.Bearer(assault.Pair().Self.Token));
        }

        for (var i = assault.Random.Next(3); i > 0; i--)
        {
            headers.Append(assault.Pick(s_headers));
        }

        headers.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        return Encoding.Latin1.GetBytes($"{method} {path}{assault.Pick(s_queries)} HTTP/1.1\r\n{headers}\r\n{body}");
    }
}

/// <summary>Headers and bodies above every limit.</summary>
internal sealed class OversizedRequestAttacker : Attacker
{
    public override string Name => "oversized-request";

    public override string Summary => "request lines, headers, header counts and bodies above the limits, and endless chunks";

    public override int Weight => 4;

    internal override async Task AttackAsync(Assault assault)
    {
        var wire = await assault.OpenAsync();
        switch (assault.Random.Next(6))
        {
            case 0:
                assault.Did("request line");
                await assault.AskAsync(wire, Heads.Get("/health/live?" + new string('a', assault.Random.Next(8_000, 100_000))));
                break;
            case 1:
                assault.Did("head");
                await assault.AskAsync(wire, Heads.Get("/health/live", $"X: {new string('a', assault.Random.Next(32_000, 200_000))}\r\n"));
                break;
            case 2:
                assault.Did("headers");
                await assault.AskAsync(wire, Heads.Get("/health/live", string.Concat(Enumerable.Range(0, assault.Random.Next(100, 1000)).Select(i => $"X-{i}: y\r\n"))));
                break;
            case 3:
                assault.Did("body");
                await assault.AskAsync(wire, Heads.Post(assault.Pick(["/login", "/registr"]), $"{{\"login\":\"{new string('a', assault.Random.Next(65_000, 300_000))}\"}}"));
                break;
            case 4:
                assault.Did("payload");
                var entrance = new PollingEntrance(assault);
                await entrance.PostAsync(wire, await entrance.OpenAsync(wire), "4" + new string('a', assault.Random.Next(999_000, 1_200_000)));
                break;
            default:
                assault.Did("chunks");
                await wire.SendAsync("POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
                var chunk = Encoding.ASCII.GetBytes($"1000\r\n{new string(' ', 4096)}\r\n");
                for (var i = 0; i < 100; i++)
                {
                    await wire.SendAsync(chunk);
                }

                break;
        }

        await wire.EndsWithinAsync(TimeSpan.FromMilliseconds(100));
    }
}

/// <summary>Polling against its rules: bad payloads, overlapping requests, unknown methods and content types.</summary>
internal sealed class PollingMistakeAttacker : Attacker
{
    private static readonly string[] s_payloads =
    [
        "", "\u001e", "\u001e\u001e\u001e", "4\u001e", "\u001e4", "b", "b!!!!", "bAAA", "b====", "7", "x", "2", "2probe", "5", "6", "40\u001e40", "40\u001e42[\"typing\",{}]\u001e41\u001e42[\"typing\",{}]", "1\u001e40",
        "451-[\"x\",{\"_placeholder\":true,\"num\":0}]\u001eb", "451-[\"x\",{\"_placeholder\":true,\"num\":0}]\u001e40", "bAAAA\u001ebAAAA", "d=40", "d=4%zz", "\uffff", "6:4hello",
    ];

    public override string Name => "polling-mistakes";

    public override string Summary => "bad payloads, overlapping polls and posts, wrong methods and content types with a valid session";

    public override int Weight => 10;

    internal override async Task AttackAsync(Assault assault)
    {
        var wire = await assault.OpenAsync();
        var entrance = new PollingEntrance(assault);
        var target = await entrance.OpenAsync(wire);
        if (assault.Random.Next(2) == 0)
        {
            await entrance.LogInAsync(wire, target, assault.Pair().Self);
        }

        switch (assault.Random.Next(4))
        {
            case 0:
                assault.Did("payloads");
                await entrance.PostAsync(wire, target, assault.Pick(s_payloads));
                await assault.AskAsync(wire, Heads.Get(target));
                break;
            case 1:
                assault.Did("overlap");
                var second = await assault.OpenAsync();
                byte[] request = assault.Random.Next(2) == 0 ? Heads.Get(target) : Heads.Post(target, "40")[..^1];
                await wire.SendAsync(request);
                await second.SendAsync(request);
                await second.EndsWithinAsync(TimeSpan.FromMilliseconds(200));
                break;
            case 2:
                assault.Did("methods");
                var method = assault.Pick(["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "FOO", "CONNECT", "TRACE"]);
                await assault.AskAsync(wire, Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n40"));
                break;
            default:
                assault.Did("forms");
                var (form, query) = (assault.Pick(["application/octet-stream", "application/x-www-form-urlencoded", "text/plain;charset=utf-16", "", "\u00ff", "multipart/form-data; boundary=x"]), assault.Pick(["", "&j=0", "&j=x", "&j=", "&b64=1", "&EIO=3", "&sid=", "&sid=x", "&transport=websocket"]));
                await assault.AskAsync(wire, Encoding.Latin1.GetBytes($"POST {target}{query} HTTP/1.1\r\nHost: a\r\nContent-Type: {form}\r\nConnection: close\r\nContent-Length: 5\r\n\r\n{assault.Pick(["d=40\u00ff", "\u00ff\u00fe\u0000\u0001\u0002", "40{} ", "d=%zz"])}"));
                break;
        }
    }
}
