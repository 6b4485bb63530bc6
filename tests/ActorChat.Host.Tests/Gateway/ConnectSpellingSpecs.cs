using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Gateway;

/// <summary>
/// In every spelling, and by every entrance, a request for a new connection passes the gate: if it opens a connection for a program, it opens none for a page
/// of another origin, and never more than the limits allow. If the gate does not recognise a request as one, it opens none.
/// </summary>
public sealed class ConnectSpellingSpecs
{
    private static readonly (string Target, bool Opens)[] Spellings =
    [
        ("/socket.io/?EIO=4&transport={t}", true),
        ("/socket.io/?transport={t}&EIO=4&t=abc", true),
        ("/socket.io/?EIO=4&transport={t}&sid=", true),
        ("/socket.io/?EIO=4&transport={t}&sid", true),
        ("/socket.io/?sid=&EIO=4&transport={t}", true),
        ("/socket.io/?EIO=4&transport={t}&sid=x&sid=", true),
        ("/socket.io/?EIO=4&transport={t}&sid=&sid=", true),
        ("/socket.io/?EIO=4&transport={t}&sid=x&s%69d=", true),
        ("/socket.io/?EIO=4&transport={t}&%73id=", true),
        ("/socket.io/?EIO=4&transport={t}&SID=x", true),
        ("/socket.io/?EIO=4&transport={t}&Sid=x&sid=", true),
        ("/socket.io/?EIO=4&transport={t}&sid=x", false),
        ("/socket.io/?EIO=4&transport={t}&sid=&sid=x", false),
        ("/socket.io/?EIO=4&transport={t}&sid=+", false),
        ("/socket.io/?EIO=4&transport={t}&sid=%00", false),
        ("/socket.io/?EIO=%34&transport={t}", true),
        ("/socket.io/?E%49O=4&%74ransport={t}", true),
        ("/socket.io/?EIO=4&EIO=4&transport={t}", true),
        ("/socket.io/?EIO=3&EIO=4&transport={t}", true),
        ("/socket.io/?EIO=4&EIO=3&transport={t}", false),
        ("/socket.io/?eio=4&transport={t}", false),
        ("/socket.io/?Eio=4&transport={t}", false),
        ("/socket.io/?transport={t}", false),
        ("/socket.io/?EIO=4&Transport={t}", false),
        ("/socket.io/?EIO=4&TRANSPORT={t}", false),
        ("/socket.io/?EIO=4&transport=none&transport={t}", false),
        ("/socket.io/?EIO=4&transport={t}&transport=none", false),
        ("/socket.io/?EIO=4;transport={t}", false),
        ("/socket.io/more?EIO=4&transport={t}", true),
        ("/socket.io//?EIO=4&transport={t}", true),
        ("/socket.io/./?EIO=4&transport={t}", true),
        ("/./socket.io/?EIO=4&transport={t}", true),
        ("/x/../socket.io/?EIO=4&transport={t}", true),
        ("/%73ocket.io/?EIO=4&transport={t}", true),
        ("/socket%2Eio/?EIO=4&transport={t}&sid=", true),
        ("http://localhost/socket.io/?EIO=4&transport={t}", true),
        ("http://localhost/socket.io/?EIO=4&transport={t}&sid=", true),
        ("/socket.io/..?EIO=4&transport={t}", false),
        ("/socket.io%2F?EIO=4&transport={t}", false),
        ("/socket.io?EIO=4&transport={t}", false),
        ("//socket.io/?EIO=4&transport={t}", false),
        ("/Socket.IO/?EIO=4&transport={t}", false),
        ("/SOCKET.IO/?EIO=4&transport={t}", false),
        ("/socket.IO/?EIO=4&transport={t}&sid=", false),
        ("/%53ocket.io/?EIO=4&transport={t}", false),
        ("http://localhost/Socket.io/?EIO=4&transport={t}", false),
    ];

    /// <summary>
    /// Each entrance: the transport's name, and the headers that lead there. A length, even an invalid one, leads from the direct opening to HTTP.
    /// </summary>
    public static TheoryData<string, string, string> Ways() => new()
    {
        { "a WebSocket without HTTP", "websocket", ClearSocket.OpeningHeaders },
        { "a WebSocket by HTTP", "websocket", ClearSocket.OpeningHeaders + "Content-Length: 0\r\n" },
        { "polling", "polling", "Connection: close\r\n" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_page_of_another_origin_opens_nothing_that_a_program_can_open(string way, string transport, string headers)
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.http.cors-origins = [\"https://chat.example\"]");
        foreach (var (target, opens) in Spellings)
        {
            var said = await AskAsync(server, target, transport, headers);
            Assert.True(ClearSocket.IsOpened(said) == opens, $"{way}, {target}: {said}");
            Assert.False(IsFault(said), said);
            said = await AskAsync(server, target, transport, headers + "Origin: https://stranger.example\r\n");
            Assert.False(ClearSocket.IsOpened(said), $"{way}, {target}");
            said = await AskAsync(server, target, transport, headers + "Origin: https://chat.example\r\n");
            Assert.True(ClearSocket.IsOpened(said) == opens, $"{way}, {target}: {said}");
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_spelling_opens_more_than_the_limits_allow(string way, string transport, string headers)
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.rate-limits.connects-per-address = \"1 per 1h, burst 3\"");
        for (var i = 0; i < 3; i++)
        {
            Assert.True(ClearSocket.IsOpened(await AskAsync(server, Spellings[0].Target, transport, headers)));
        }

        foreach (var (target, _) in Spellings)
        {
            Assert.False(ClearSocket.IsOpened(await AskAsync(server, target, transport, headers)), $"{way}, {target}");
        }
    }

    /// <summary>A WebSocket that names another transport is refused, and so is a polling request that names WebSocket.</summary>
    [Theory]
    [InlineData("EIO=4&transport=polling", ClearSocket.OpeningHeaders, "Bad request")]
    [InlineData("EIO=4&transport=polling", ClearSocket.OpeningHeaders + "Content-Length: 0\r\n", "Bad request")]
    [InlineData("EIO=4&transport=websocket&transport=polling", ClearSocket.OpeningHeaders, "Transport unknown")]
    [InlineData("EIO=4&transport=polling&transport=websocket", ClearSocket.OpeningHeaders, "Transport unknown")]
    [InlineData("EIO=4&transport=websocket", "Connection: close\r\n", "{\"code\":3,\"message\":\"Bad request\"}")]
    [InlineData("EIO=4&transport=websocket&transport=polling", "Connection: close\r\n", "{\"code\":0,\"message\":\"Transport unknown\"}")]
    [InlineData("eio=4&transport=websocket", ClearSocket.OpeningHeaders, "Unsupported protocol version")]
    public async Task A_request_that_names_another_transport_is_refused(string query, string headers, string error)
    {
        await using var server = await OperatedServer.StartAsync();
        var said = await AskAsync(server, "/socket.io/?" + query, "", headers);
        Assert.StartsWith("HTTP/1.1 400", said, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + error, said, StringComparison.Ordinal);
    }

    private static bool IsFault(string answer) => answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal);

    private static async Task<string> AskAsync(OperatedServer server, string target, string transport, string headers)
    {
        using var socket = await ClearSocket.ConnectAsync(server.Url);
        return await socket.AskAsync($"GET {target.Replace("{t}", transport, StringComparison.Ordinal)} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
    }
}
