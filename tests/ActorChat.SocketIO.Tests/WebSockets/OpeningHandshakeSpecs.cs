using System.Text;

namespace ActorChat.SocketIO.Tests.WebSockets;

public class OpeningHandshakeSpecs
{
    private const string Line = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n";
    private const string Needed = "Host: chat.example:8080\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static readonly HeadBounds Bounds = new(8192, 4096, 100);

    public static TheoryData<string> PlainHeads => new(
        Head(),
        Head(more: "Origin: https://chat.example\r\nUser-Agent: any/1.0 (thing; other)\r\nCookie: a=b; c=d\r\n"),
        Head(needed: Needed.Replace("Connection: Upgrade", "connection:  keep-alive, upgrade ", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("Upgrade: websocket", "UPGRADE: WebSocket", StringComparison.Ordinal)),
        Head(needed: Needed.Replace(":8080", "", StringComparison.Ordinal)),
        Head(more: "Sec-WebSocket-Extensions: permessage-deflate\r\nEmpty:\r\n"));

    /// <summary>A request that differs at all from a plain one is left to HTTP.</summary>
    public static TheoryData<string> OtherHeads => new(
        "",
        "\r\n\r\n",
        Head()[..^1],
        Head() + "x",
        Head("POST /socket.io/?EIO=4 HTTP/1.1\r\n"),
        Head("GET /socket.io/ HTTP/1.1\r\n"),
        Head("GET /socket.io/?EIO=4 HTTP/1.0\r\n"),
        Head("GET http://chat.example/socket.io/?EIO=4 HTTP/1.1\r\n"),
        Head("GET /socket%2eio/?EIO=4 HTTP/1.1\r\n"),
        Head("GET /socket.io/?EIO=%34 HTTP/1.1\r\n"),
        Head("GET /socket.io/?a=b+c HTTP/1.1\r\n"),
        Head("GET /socket.io/?a=b c HTTP/1.1\r\n"),
        Head("GET  /socket.io/?a=b HTTP/1.1\r\n"),
        Head("PRI * HTTP/2.0\r\n"),
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n\r\n",
        Head(needed: Needed.Replace("Host: chat.example:8080\r\n", "", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("chat.example:8080", "", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("chat.example:8080", "chat.example:", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("chat.example:8080", "chat.example:80:80", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("chat.example:8080", "chat/example", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("chat.example:8080", "[::1]:8080", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("Upgrade: websocket\r\n", "", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("Upgrade: websocket", "Upgrade: h2c", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("Connection: Upgrade", "Connection: close", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("Version: 13", "Version: 8", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZSAh", StringComparison.Ordinal)),
        Head(needed: Needed.Replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZ!==", StringComparison.Ordinal)),
        Head(more: "Host: other.example\r\n"),
        Head(more: "Origin: https://a.example\r\nOrigin: https://b.example\r\n"),
        Head(more: "Connection: close\r\n"),
        Head(more: "Content-Length: 0\r\n"),
        Head(more: "Transfer-Encoding: chunked\r\n"),
        Head(more: "Expect: 100-continue\r\n"),
        Head(more: "Folded: a\r\n b\r\n"),
        Head(more: "Spaced : a\r\n"),
        Head(more: ": a\r\n"),
        Head(more: "no colon\r\n"),
        Head(more: "Tab: a\tb\r\n"),
        Head(more: "Bare: a\nb\r\n"),
        Head(more: "Zero: \0\r\n"),
        Head(more: "Other: \u00e9\r\n"));

    [Theory]
    [MemberData(nameof(PlainHeads))]
    public void A_plain_head_is_read(string head)
    {
        Assert.True(OpeningHandshake.TryRead(Encoding.Latin1.GetBytes(head), Bounds, out var opening));
        Assert.Equal("/socket.io/", Encoding.ASCII.GetString(opening.Path));
        Assert.Equal("EIO=4&transport=websocket", Encoding.ASCII.GetString(opening.Query));
    }

    [Theory]
    [MemberData(nameof(OtherHeads))]
    public void Any_other_head_is_left_to_HTTP(string head) =>
        Assert.False(OpeningHandshake.TryRead(Encoding.Latin1.GetBytes(head), Bounds, out _));

    [Fact]
    public void A_head_cut_anywhere_is_left_to_HTTP()
    {
        var head = Encoding.ASCII.GetBytes(Head());
        Assert.All(Enumerable.Range(0, head.Length), length => Assert.False(OpeningHandshake.TryRead(head.AsSpan(0, length), Bounds, out _)));
    }

    [Theory]
    [InlineData(10, 4096, 100)]
    [InlineData(8192, 10, 100)]
    [InlineData(8192, 4096, 4)]
    public void A_head_past_a_bound_is_left_to_HTTP_which_refuses_it(int line, int headers, int count) =>
        Assert.False(OpeningHandshake.TryRead(Encoding.ASCII.GetBytes(Head()), new HeadBounds(line, headers, count), out _));

    [Fact]
    public void Random_bytes_are_never_a_failure()
    {
        var random = new Random(20261126);
        for (var round = 0; round < 20_000; round++)
        {
            var head = Encoding.ASCII.GetBytes(Head(more: "Origin: https://chat.example\r\n"));
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                head[random.Next(head.Length)] = (byte)random.Next(256);
            }

            if (OpeningHandshake.TryRead(head, Bounds, out var opening))
            {
                Assert.All(opening.Path.ToArray().Concat(opening.Query.ToArray()), static value => Assert.InRange(value, (byte)'!', (byte)'~'));
            }
        }
    }

    private static string Head(string line = Line, string needed = Needed, string more = "") => line + needed + more + "\r\n";
}
