using System.Text.Json;
using System.Text.RegularExpressions;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>How a session begins, request by request.</summary>
[Collection(EndToEndCollection.Name)]
public sealed partial class HandshakeDialogues(ServersFixture servers)
{
    private const string PollingHandshake = "/socket.io/?EIO=4&transport=polling";
    private readonly Uri _server = servers.Protocol.Host.Address;

    [Fact]
    public async Task A_handshake_by_polling_announces_the_session_and_its_limits()
    {
        var answer = await RawHttp.GetAsync(_server, PollingHandshake);

        Assert.Equal(200, answer.Status);
        Assert.Matches(
            """^0\{"sid":"[A-Za-z0-9_-]{20}","upgrades":\["websocket"\],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000\}$""",
            answer.Body);
        Assert.Equal("text/plain; charset=UTF-8", answer.Header("Content-Type"), ignoreCase: true);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Null(answer.Header("Set-Cookie"));
    }

    [Theory]
    [InlineData("/engine.io/")]
    [InlineData("/socket.io/")]
    public async Task A_handshake_by_WebSocket_offers_no_upgrade(string path)
    {
        using var session = await SocketSession.OpenAsync(_server, $"{path}?EIO=4&transport=websocket");

        var frame = await session.ReceiveAsync();

        Assert.True(frame.IsText);
        Assert.Matches(
            """^0\{"sid":"[A-Za-z0-9_-]{20}","upgrades":\[\],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000\}$""",
            frame.Text);
    }

    [Theory]
    [InlineData("/socket.io/?EIO=4&transport=polling&t=abc&b64=1&foo=bar")]
    [InlineData("/socket.io/?t=1&t=2&EIO=4&transport=polling&foo=1&foo=2&foo[]=3")]
    [InlineData("/socket.io/?EIO=4&transport=polling&=&&%20")]
    [InlineData("/socket.io/anything?EIO=4&transport=polling")]
    public async Task Unknown_and_repeated_query_fields_and_longer_paths_change_nothing(string pathAndQuery)
    {
        var answer = await RawHttp.GetAsync(_server, pathAndQuery);

        Assert.StartsWith("0{\"sid\":", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_without_its_slash_is_not_served() =>
        Assert.Equal(404, (await RawHttp.GetAsync(_server, "/socket.io?EIO=4&transport=polling")).Status);

    [Fact]
    public async Task No_two_sessions_share_an_id()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RawHttp.GetAsync(_server, PollingHandshake)));

        Assert.Equal(50, answers.Select(answer => SidOf(answer.Body)).Distinct().Count());
    }

    [Fact]
    public async Task The_id_of_a_namespace_says_nothing_about_the_id_in_the_url()
    {
        var session = await PollingSession.OpenAsync(_server);
        await session.PostAsync("40");
        await session.PostAsync("40/custom,");

        var packets = new[] { await session.NextAsync(), await session.NextAsync(), await session.NextAsync(), await session.NextAsync() };

        var ids = packets.Where(packet => packet.StartsWith("40", StringComparison.Ordinal)).Select(SidOf).ToArray();
        Assert.Equal(2, ids.Length);
        // The reference ends each id with a counter; the part before it must be random.
        Assert.Equal(3, ids.Append(session.Sid).Select(id => id[..15]).Distinct().Count());
    }

    [Fact]
    public async Task A_request_for_a_WebSocket_is_answered_without_compression()
    {
        using var session = await SocketSession.OpenSessionAsync(_server);

        Assert.DoesNotContain("Sec-WebSocket-Extensions", session.Socket.HttpResponseHeaders!.Keys);
    }

    private static string SidOf(string packet)
    {
        using var json = JsonDocument.Parse(Json().Match(packet).Value);
        return json.RootElement.GetProperty("sid").GetString()!;
    }

    [GeneratedRegex(@"\{.*")]
    private static partial Regex Json();
}
